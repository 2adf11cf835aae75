import type { CodeUnit, Graph, Transferable } from "../../wire/index.ts"
import type { ValueRow } from "../thaw/index.ts"
import type { Located } from "../static/index.ts"
import type { Draft } from "./draft.ts"

/** A function made ready to be sent: with all that it captures, as it is now. */
export interface Frozen {
  /**
   * Stands for what is sent: the same object for as long as nothing that the function captures can have changed.
   * Undefined: captured values are taken anew at each call.
   */
  readonly key: object | undefined
  /** A graph whose root is the function. Post it; the receiver calls `prepare`, then `decode`. */
  readonly data: unknown
  readonly transfer: readonly Transferable[]
  /** Every code unit that the graph names, the function's own first. A worker needs each once. */
  readonly codes: readonly CodeUnit[]
  /** Its text, if it is a function of a script: what it does with its arguments can be read there. */
  readonly located: Located | undefined
}

export interface FreezeOptions {
  /** Lets the function assign variables that it captures: the worker's copy changes, the caller's does not. */
  readonly allowCopyWrites?: boolean
  /** Whether shared memory may be captured: true for threads, false for processes. Default true. */
  readonly shared?: boolean
}

/** Rows that stand for the same thing for ever. */
const constant: ReadonlySet<string> = new Set([
  "sym",
  "global",
  "builtin",
  "fn:import",
  "fn:export",
  "fn:common",
  "fn:require",
  "fn:meta",
  "fn:importer",
  "fn:noise",
])

/** True if the same function would give the same table again, as long as its `Shape`s hold. */
export function isConstant(graph: Graph): boolean {
  return graph.nodes.every((node) => constant.has(node.t) || (node.t === "fn:value" && isBare(node as ValueRow)))
}

/** Without own properties, which could change, and no class, whose members could. */
function isBare(row: ValueRow): boolean {
  return (
    row.own === undefined &&
    row.members === undefined &&
    row.key === undefined &&
    row.inherits === undefined &&
    row.parent === undefined
  )
}

/** How many properties a function and its prototype have: nobody added one if it is still so. */
interface Shape {
  readonly fn: Function
  readonly own: number
  readonly members: number
}

export function shapesOf(drafts: readonly Draft[]): readonly Shape[] {
  return drafts.map(({ fn }) => ({ fn, own: ownKeyCount(fn), members: memberCount(fn) }))
}

export function shapesHold(shapes: readonly Shape[]): boolean {
  return shapes.every(({ fn, own, members }) => ownKeyCount(fn) === own && memberCount(fn) === members)
}

export function ownKeyCount(fn: Function): number {
  return Reflect.ownKeys(fn).length
}

function memberCount(fn: Function): number {
  const prototype: unknown = (fn as { prototype?: unknown }).prototype
  return typeof prototype === "object" && prototype !== null ? Reflect.ownKeys(prototype).length : 0
}
