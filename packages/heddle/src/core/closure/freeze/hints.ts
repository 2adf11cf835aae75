import type { Located } from "../static/index.ts"
import { freeVariables } from "../static/index.ts"
import { placeOf } from "../trace/index.ts"
import type { Unit } from "../static/index.ts"
import type { SourcePlace } from "../trace/index.ts"

/** Advice on a place in the program where sending costs more than it needs to. */
export interface CaptureHint {
  /** `"inspections"`: fresh functions in a loop. `"size"`: large arrays that are copied. */
  readonly kind: "inspections" | "size"
  /** One sentence with the fix. */
  readonly message: string
  readonly at: SourcePlace
  /** What they capture; the parameter that takes a large array. */
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

/** Whether anybody listens. */
export function isHeard(): boolean {
  return listeners.size > 0
}

export function tell(hint: CaptureHint): void {
  for (const listener of listeners) listener(hint)
}
