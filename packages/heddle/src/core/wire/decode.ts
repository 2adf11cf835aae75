import { GraphReader } from "./graph-decoder.ts"
import { functionCodec } from "./graph-types.ts"
import type { Graph } from "./graph-types.ts"
import { PROTOCOL_VERSION } from "./protocol.ts"

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
