import { finishEncoded, walkError } from "./encoded.ts"
import { GraphWriter } from "./graph-encoder.ts"
import { GraphReader } from "./graph-decoder.ts"
import { functionCodec } from "./graph-types.ts"
import type { Encoded, EncodeOptions, Graph } from "./graph-types.ts"
import { PROTOCOL_VERSION } from "./protocol.ts"
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

/** The value of a graph. Synchronous: what it needs must be loaded, which is what `prepare` does. */
export function decode(data: unknown): unknown {
  const graph = data as Graph
  checkVersion(graph)
  return new GraphReader(graph).decode(graph.root)
}

/** Loads the modules that a graph's functions and classes come from; undefined, at once, if there are none. */
export function prepare(data: unknown): Promise<void> | undefined {
  const graph = data as Graph
  checkVersion(graph)
  for (const node of graph.nodes) if (node.t.startsWith("fn:")) return functionCodec()?.prepare(graph.nodes)
  return undefined
}

function checkVersion(graph: Graph): void {
  if (graph.v === PROTOCOL_VERSION) return
  throw new TypeError(
    `a value of protocol version ${graph.v} arrived, but this side speaks version ${PROTOCOL_VERSION}`,
  )
}
