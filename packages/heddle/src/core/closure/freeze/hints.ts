import { types } from "node:util"
import type { Graph, NodeRef } from "../../wire/index.ts"
import type { Located } from "../static/index.ts"
import { freeVariables } from "../static/index.ts"
import { placeOf } from "../trace/index.ts"
import type { Unit } from "../static/index.ts"
import type { SourcePlace } from "../trace/index.ts"
import type { Draft } from "./draft.ts"

/** Advice on a place in the program where capturing costs more than it needs to. */
export interface CaptureHint {
  /** `"inspections"`: fresh functions in a loop. `"size"`: large captured data that is copied at each call. */
  readonly kind: "inspections" | "size"
  /** One sentence with the fix. */
  readonly message: string
  readonly at: SourcePlace
  /** What they capture. */
  readonly variables: readonly string[]
}

type Listener = (hint: CaptureHint) => void

/** From here on it is no accident: 200 inspections are 30 ms. */
const threshold = 200
const counts = new WeakMap<Unit, number>()
const listeners = new Set<Listener>()

/** Calls `listener` with each hint, once for each place. Gives back what ends it. */
export function onHint(listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Counts a fresh function that had to be inspected. */
export function countInspection(located: Located): void {
  const { unit, analysis } = located
  const count = (counts.get(unit) ?? 0) + 1
  counts.set(unit, count)
  if (count !== threshold || listeners.size === 0) return
  const variables = freeVariables(unit)
    .filter(
      ({ declaration }) =>
        declaration !== undefined && declaration.kind !== "import" && declaration.scope !== analysis.root,
    )
    .map(({ name }) => name)
  if (variables.length === 0) return
  const at = placeOf(analysis, unit.start)
  const message =
    `${count} functions were captured anew at ${at.url}:${at.line}, 0.2 ms each: ` +
    `pass ${variables.map((name) => `\`${name}\``).join(", ")} as ${variables.length === 1 ? "an argument" : "arguments"} instead`
  tell({ kind: "inspections", message, at, variables })
}

function tell(hint: CaptureHint): void {
  for (const listener of listeners) listener(hint)
}

/** Copying this much takes longer than most tasks that are worth a worker. */
const largeBytes = 8e6
const told = new WeakSet<Unit>()

/** Looks for large buffers that a function captures. They are copied for each worker at each call. */
export function weighCaptures({ nodes }: Graph, drafts: readonly Draft[]): void {
  if (listeners.size === 0) return
  for (const { located, variables } of drafts) {
    if (told.has(located.unit)) continue
    for (const { free, value } of variables) {
      const bytes = bytesOf(nodes, value)
      if (bytes < largeBytes) continue
      told.add(located.unit)
      const at = placeOf(located.analysis, free.references[0]?.node.start ?? located.unit.start)
      const message = `captured \`${free.name}\` is ${Math.round(bytes / 1e6)} MB and copied at each call at ${at.url}:${at.line}: put it in shared memory`
      tell({ kind: "size", message, at, variables: [free.name] })
    }
  }
}

function bytesOf(nodes: Graph["nodes"], ref: NodeRef): number {
  const node = typeof ref === "object" && ref !== null ? nodes[ref[0]] : undefined
  if (node?.t === "view") return bytesOf(nodes, node.b)
  if (node?.t !== "clone") return 0
  const buffer = ArrayBuffer.isView(node.v) ? node.v.buffer : node.v
  return types.isArrayBuffer(buffer) ? buffer.byteLength : 0
}
