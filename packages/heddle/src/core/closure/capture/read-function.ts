import { analyse, freeVariables, isSoleFunction, mayBeAssigned } from "../static/index.ts"
import type { Located, Reference } from "../static/index.ts"
import { captureFunction } from "./captured.ts"
import type { Reading } from "./captured.ts"

/** A function read for itself: its text, and the variables around it as they are now. */
export interface ReadFunction {
  /** Where names around it are declared may not be known: `analysis.partial`. */
  readonly located: Located
  read(name: string): Reading
  /** Is the variable from around it that this names assigned anywhere after its declaration? */
  isReassigned(reference: Reference): boolean
  /** Does its module import a variable of this name? Reads the whole module. */
  isImported(name: string): boolean
  /** Names from around it that are parameters of the functions around it: what it was made with. Reads the whole module. */
  parametersAround(): readonly string[]
  /** Is a `let` or a `var` of this name on any line of its file? To look costs less than to read the file. */
  hasVariable(name: string): boolean
  /** Is it what its script declares at the top under this name, and the only function there that can have it? Reads the whole script. */
  isSole(name: string): boolean
}

const native = /\{\s*\[native code\]\s*\}\s*$/
const unreadable = new WeakSet<Function>()

/** Undefined: it is native, bound, or its text is not to be had. Asks V8 each time. */
export function readFunction(fn: Function): ReadFunction | undefined {
  if (unreadable.has(fn)) return undefined
  const text = Function.prototype.toString.call(fn)
  if (native.test(text)) return undefined
  const captured = captureFunction(fn, true)
  if (captured.kind !== "function" || captured.located === undefined) {
    unreadable.add(fn)
    return undefined
  }
  const { script, place, located } = captured
  return {
    located,
    read: (name) => captured.read(name),
    isImported: (name) => script.isModule && analyse(script).modules.imports.has(name),
    hasVariable: (name) =>
      new RegExp(`\\b(?:let|var)\\s(?:[^;\\n]*[^\\w$])?${name.replaceAll("$", "\\$")}(?![\\w$])`).test(script.source),
    parametersAround() {
      const whole = analyse(script).locate(place, () => text)
      if (whole === undefined || whole.analysis.partial) return []
      return freeVariables(whole.unit).flatMap(({ name, declaration }) =>
        declaration?.kind === "parameter" ? [name] : [],
      )
    },
    isSole(name) {
      const analysis = analyse(script)
      const unit = analysis.isHuge ? undefined : analysis.locate(place, () => text)?.unit
      return unit !== undefined && isSoleFunction(analysis.whole, unit, name)
    },
    isReassigned(reference) {
      if (!located.analysis.partial) return isWritten(reference)
      if (!mayBeAssigned(script.source, reference.name)) return false
      const whole = analyse(script).locate(place, () => text)
      if (whole === undefined || whole.analysis.partial) return false
      const start = reference.node.start + located.analysis.shift - whole.analysis.shift
      return whole.unit.references.some((one) => one.node.start === start && isWritten(one))
    },
  }
}

function isWritten({ declaration }: Reference): boolean {
  return declaration !== undefined && declaration.writes > 0
}
