import type { AnyNode } from "acorn"
import { ClosureError } from "../../errors/index.ts"
import type { GraphEncoder, ValuePath } from "../../wire/index.ts"
import type { FreeVariable, Located, Script } from "../static/index.ts"
import { codeFrame } from "../trace/index.ts"

/** A function being written: which, where in what is sent, where in its script. */
export interface Site {
  readonly ctx: GraphEncoder
  readonly at: ValuePath
  readonly fn: Function
  readonly script: Script
  readonly located: Located
  /** True for the function that was handed to heddle itself. */
  readonly isTask: boolean
}

/** The path of a value that a function captures. What only a class or a helper uses may turn out to be unsendable later. */
export function variablePath(site: Site, { name, references }: FreeVariable): ValuePath {
  const { at, located, isTask } = site
  const first = references[0]
  return {
    parent: isTask ? undefined : at,
    label: isTask ? name : ` → ${name}`,
    variable: name,
    soft: at.soft === true || !isRoot(site) || located.unit.kind === "class",
    frame: () => (first === undefined ? "" : frameAt(located, first.node)),
  }
}

/** True for the task, and for a function that is itself an argument: what these name must be there. */
function isRoot({ at }: Site): boolean {
  return at.parent === undefined && at.variable === undefined
}

/** The path of something that belongs to the function: its superclass, a key, an own property. */
export function partPath(site: Site, label: string): ValuePath {
  return { parent: site.at, label, soft: site.at.soft === true }
}

export function frameAt({ analysis }: Located, node: AnyNode): string {
  const length = node.type === "Identifier" ? node.name.length : node.type === "ThisExpression" ? 4 : 1
  return codeFrame(analysis, node.start, length)
}

/** The error for a function that cannot be sent, with the code frame of the reason. */
export function closureError(site: Site, reason: string, node: AnyNode, hint?: string): ClosureError {
  return new ClosureError(`cannot send ${nameOf(site)} to a worker: ${reason}\n${frameAt(site.located, node)}`, {
    hint,
  })
}

/** "the function", "helper" or "ctx.helper", as far as it is known. */
export function nameOf({ at, fn, isTask }: Site): string {
  if (isTask) return fn.name === "" ? "the function" : `the function ${fn.name}`
  let path = ""
  for (let step: ValuePath | undefined = at; step !== undefined; step = step.parent) path = step.label + path
  return path
}
