import { finishEncoded, walkError } from "./encoded.ts"
import { GraphWriter } from "./graph-encoder.ts"
import type { Encoded, EncodeOptions } from "./graph-types.ts"
import { NOT_PLAIN, Snapshot } from "./snapshot.ts"

const NOTHING: readonly never[] = []

/** Whether a value needs no encoding: string, number, boolean, bigint, undefined, null. A symbol does. */
export function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol")
}

/**
 * A snapshot of `value` that `postMessage` carries to the other side unchanged; later changes of the value do not show
 * in it. What is marked by `transfer` is detached here and now.
 *
 * @throws UnsendableError naming the path, what is there, and what to do instead
 */
export function encode(value: unknown, options: EncodeOptions): Encoded {
  if (isPrimitive(value)) return { data: value, graph: false, transfer: NOTHING, owned: NOTHING, codes: NOTHING }
  const snapshot = new Snapshot(options.shared)
  try {
    const copy = snapshot.copy(value)
    if (copy !== NOT_PLAIN) return finishEncoded(copy, false, snapshot, options, NOTHING)
    const writer = new GraphWriter(options, snapshot)
    return writer.finish(writer.encode(value, { parent: undefined, label: options.label }))
  } catch (error) {
    throw walkError(error, options)
  }
}
