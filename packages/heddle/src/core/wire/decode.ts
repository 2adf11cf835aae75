import { GraphReader } from "./graph-decoder.ts"
import { functionCodec } from "./graph-types.ts"
import type { Graph } from "./graph-types.ts"
import { loadHomes } from "./handles.ts"
import { putBack } from "./long-arrays.ts"
import { PROTOCOL_VERSION } from "./protocol.ts"

/** The value of a graph. Synchronous: what it needs must be loaded, which is what `prepare` does. */
export function decode(data: unknown): unknown {
  const graph = data as Graph
  checkVersion(graph)
  if (graph.long !== undefined) putBack(graph.long)
  return new GraphReader(graph).decode(graph.root)
}

/** Loads the modules that a graph's functions, classes and handles come from; undefined, at once, if there are none. */
export function prepare(data: unknown): Promise<void> | undefined {
  const graph = data as Graph
  checkVersion(graph)
  let hasCode = false
  let hasHandle = false
  for (const { t } of graph.nodes) {
    hasCode ||= t.startsWith("fn:")
    hasHandle ||= t === "handle"
  }
  const code = hasCode ? functionCodec()?.prepare(graph.nodes) : undefined
  const handles = hasHandle ? loadHomes(graph.nodes) : undefined
  return handles === undefined ? code : Promise.all([handles, code]).then(() => undefined)
}

function checkVersion(graph: Graph): void {
  if (graph.v === PROTOCOL_VERSION) return
  throw new TypeError(
    `a value of protocol version ${graph.v} arrived, but this side speaks version ${PROTOCOL_VERSION}`,
  )
}
