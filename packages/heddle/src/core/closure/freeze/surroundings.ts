import { ClosureError } from "../../errors/index.ts"
import { freeVariables } from "../static/index.ts"
import type { FunctionRecord } from "./function-record.ts"
import { ownThis } from "./own-this.ts"
import { closureError, nameOf } from "./site.ts"
import type { Site } from "./site.ts"

/** Throws a ClosureError if the function takes something from its surroundings that cannot be sent. */
export function checkSurroundings(site: Site, record: FunctionRecord, allowCopyWrites: boolean): void {
  const { unit } = site.located
  const { uses } = unit
  if (uses.eval !== undefined) throw closureError(site, "it uses direct eval, which can name any variable", uses.eval)
  if (unit.kind === "arrow") checkArrow(site, record)
  if (uses.super !== undefined && unit.property !== undefined && !isInItsObject(site)) {
    throw closureError(
      site,
      "it is a method that uses `super`, taken out of its class",
      uses.super,
      "send the object or the class",
    )
  }
  if (unit.kind !== "class") {
    for (const [name, node] of unit.privateNames) {
      throw closureError(
        site,
        `it uses the private name #${name} outside its class`,
        node,
        "send an instance and call a method of it",
      )
    }
  }
  if (site.isTask && !allowCopyWrites) checkWrites(site)
}

/** A method of an object literal, met as a property of that object: what it inherits from is known. */
export function isInItsObject({ at, located: { unit } }: Site): boolean {
  return unit.property?.type === "Property" && at.owner !== undefined
}

function checkArrow(site: Site, record: FunctionRecord): void {
  const { unit, analysis } = site.located
  const { uses } = unit
  const outside = "of its surroundings, which cannot be read from outside"
  if (uses.super !== undefined)
    throw closureError(site, `it is an arrow function that uses the \`super\` ${outside}`, uses.super)
  const isUndefined = unit.thisIsTopLevel && analysis.script.isModule && !analysis.partial
  if (uses.this !== undefined && !isUndefined && record.lexicalThis === undefined && ownThis(site) === undefined) {
    throw closureError(
      site,
      `it is an arrow function that uses the 'this' ${outside}`,
      uses.this,
      "copy what it needs into a const first (const { k } = this), or start the program with `node --import heddle/register`",
    )
  }
  if (uses.arguments !== undefined)
    throw closureError(
      site,
      `it is an arrow function that uses the \`arguments\` ${outside}`,
      uses.arguments,
      "use rest parameters: (...args)",
    )
  if (uses.newTarget !== undefined)
    throw closureError(site, `it is an arrow function that uses the \`new.target\` ${outside}`, uses.newTarget)
}

/** A task that assigns a captured variable changes a copy in the worker: almost always a mistake. */
function checkWrites(site: Site): void {
  for (const { name, written, references } of freeVariables(site.located.unit)) {
    if (!written) continue
    throw closureError(
      site,
      `it assigns the captured variable '${name}', but the worker has a copy: the caller's variable would not change`,
      references.find((reference) => reference.write)!.node,
      'return it, or use a Counter from "heddle/sync"; or { allowCopyWrites: true } if a copy is what you want',
    )
  }
}

/** The error for a function whose text is not where V8 says. */
export function noSourceError(at: Site["at"], fn: Function, where: string): ClosureError {
  const name = nameOf({ at, fn, isTask: at.parent === undefined } as Site)
  return new ClosureError(`cannot send ${name} to a worker: its source could not be found in ${where || "any script"}`)
}

/** The error for a function of a file that was not rewritten, where the inspector is denied. */
export function unreadableError(at: Site["at"], fn: Function): ClosureError {
  const name = nameOf({ at, fn, isTask: at.parent === undefined } as Site)
  return new ClosureError(`cannot send ${name} to a worker: what it captures cannot be read`, {
    hint: "its file was loaded before heddle/register or is of a package, and Node denies the inspector: import it where it is used, or add `--allow-inspector`",
  })
}
