import type { CpuFrame, CpuNode, CpuProfile } from "../../../core/backend/index.ts"
import type { Frame, Frames } from "../frame.ts"
import { samplesOf, threadOf, weightsOf } from "../samples.ts"
import type { ThreadSamples } from "../samples.ts"
import type { Saved } from "./saved.ts"

/** What we add to a merged profile. Other programs take no notice of it. */
interface Merged extends CpuProfile {
  readonly heddle?: {
    readonly threads: readonly (Pick<ThreadSamples, "name" | "pid" | "threadId" | "at"> & {
      /** Its node below the root, and where its samples begin. */
      readonly node: number
      readonly from: number
    })[]
  }
}

interface Node extends CpuNode {
  readonly children: number[]
}

/** Chrome's format has one thread: each is a node below the root, one after the other in time. */
export function writeCpuProfile({ threads }: Saved): string {
  const nodes: Node[] = [nodeOf(1, engineFrame("(root)"))]
  const samples: number[] = []
  const timeDeltas: number[] = []
  const startTime = Math.round(Math.min(...threads.map(({ at }) => at)) * 1000)
  const merged = threads.map((thread) => {
    const own = add(nodes, nodes[0]!, engineFrame(thread.name))
    const from = samples.length
    const numbers = thread.nodes.map(() => 0)
    thread.nodes.forEach(({ frame, parent }, i) => {
      const above = parent < 0 ? own : nodes[numbers[parent]! - 1]!
      numbers[i] = add(nodes, above, chromeFrame(frame)).id
    })
    for (const node of thread.samples) samples.push(numbers[node]!)
    // A sample's time is the delta behind it.
    for (const weight of thread.weights) timeDeltas.push(weight)
    const { name, pid, threadId, at } = thread
    return { name, pid, threadId, at, node: own.id, from }
  })
  timeDeltas.unshift(0)
  const last = timeDeltas.pop() ?? 0
  const endTime = startTime + timeDeltas.reduce((sum, delta) => sum + delta, last)
  const profile: Merged = { nodes, startTime, endTime, samples, timeDeltas, heddle: { threads: merged } }
  return JSON.stringify(profile)
}

function nodeOf(id: number, callFrame: CpuFrame): Node {
  return { id, callFrame, hitCount: 0, children: [] }
}

function add(nodes: Node[], parent: Node, callFrame: CpuFrame): Node {
  const node = nodeOf(nodes.length + 1, callFrame)
  nodes.push(node)
  parent.children.push(node.id)
  return node
}

function engineFrame(name: string): CpuFrame {
  return { functionName: name, scriptId: "0", url: "", lineNumber: -1, columnNumber: -1 }
}

function chromeFrame({ name, url, line, column }: Frame): CpuFrame {
  return { functionName: name, scriptId: "0", url, lineNumber: line - 1, columnNumber: column - 1 }
}

/** The threads of a `.cpuprofile`: ours, or one of another program, as one thread of this name. */
export function readCpuProfile(json: unknown, name: string, frames: Frames): ThreadSamples[] | undefined {
  if (!isCpuProfile(json)) return undefined
  const { heddle, nodes, samples, startTime } = json
  if (heddle === undefined) return [samplesOf(json, { name, pid: 0, threadId: 0, at: startTime / 1000 }, frames)]
  const weights = weightsOf(json)
  return heddle.threads.map(({ node, from, ...who }, i) => {
    const to = heddle.threads[i + 1]?.from
    return threadOf(below(nodes, node), samples.slice(from, to), weights.slice(from, to), who, frames)
  })
}

/** The nodes below one, which is their root. */
function below(nodes: readonly CpuNode[], root: number): CpuNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const found: CpuNode[] = []
  const rest = [root]
  for (let id = rest.pop(); id !== undefined; id = rest.pop()) {
    const node = byId.get(id)!
    found.push(node)
    rest.push(...(node.children ?? []))
  }
  return found
}

function isCpuProfile(json: unknown): json is Merged {
  return typeof json === "object" && json !== null && "nodes" in json && "samples" in json && "timeDeltas" in json
}
