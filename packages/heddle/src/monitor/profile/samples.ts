import type { CpuNode, CpuProfile } from "../../core/backend/index.ts"
import type { Frame, FrameKind, Frames } from "./frame.ts"

/** A function as it was called on a stack: `parent` is the number of its caller's node, lower than its own; -1: nobody called it. */
export interface StackNode {
  readonly frame: Frame
  readonly parent: number
}

/** What one thread was seen at. */
export interface ThreadSamples {
  readonly name: string
  readonly pid: number
  /** Node's number of the thread; 0 is the main thread of its process. */
  readonly threadId: number
  /** When its first sample was, in ms since 1970. */
  readonly at: number
  readonly nodes: readonly StackNode[]
  /** The innermost node of each sample, in order of time. */
  readonly samples: readonly number[]
  /** How long each lasted, in microseconds: until the next. */
  readonly weights: readonly number[]
}

type Who = Pick<ThreadSamples, "name" | "pid" | "threadId" | "at">

/** The samples of what V8 recorded, from a moment on. `who.at` is when it began. */
export function samplesOf(profile: CpuProfile, who: Who, frames: Frames, from: number = who.at): ThreadSamples {
  let at = who.at
  const first = profile.timeDeltas.findIndex((delta) => (at += delta / 1000) >= from)
  if (first < 0) return threadOf(profile.nodes, [], [], who, frames)
  return threadOf(profile.nodes, profile.samples.slice(first), weightsOf(profile).slice(first), { ...who, at }, frames)
}

/** How long each sample of a profile lasted: until the next, or the end. */
export function weightsOf({ timeDeltas, startTime, endTime }: CpuProfile): number[] {
  let time = startTime
  return timeDeltas.map((delta, i) => {
    time += delta
    return Math.max(0, timeDeltas[i + 1] ?? endTime - time)
  })
}

/** A thread of V8's nodes, the first of which is the root, and samples, which are numbers of nodes. */
export function threadOf(
  all: readonly CpuNode[],
  ids: readonly number[],
  weights: readonly number[],
  who: Who,
  frames: Frames,
): ThreadSamples {
  const { nodes, numbers } = treeOf(all, frames)
  const root = all[0]
  if (root !== undefined && ids.includes(root.id)) {
    // What V8 saw at the root is between two functions.
    numbers.set(root.id, nodes.push({ frame: frames.at("(program)", "", 0, 0), parent: -1 }) - 1)
  }
  return { ...who, nodes, samples: ids.map((id) => numbers.get(id)!), weights }
}

/** V8's nodes, callers first, without the root that all have. */
function treeOf(all: readonly CpuNode[], frames: Frames): { nodes: StackNode[]; numbers: Map<number, number> } {
  const byId = new Map(all.map((node) => [node.id, node]))
  const nodes: StackNode[] = []
  const numbers = new Map<number, number>()
  const root = all[0]
  const rest: { readonly id: number; readonly parent: number }[] =
    root === undefined ? [] : (root.children ?? []).map((id) => ({ id, parent: -1 }))
  for (let at = rest.pop(); at !== undefined; at = rest.pop()) {
    const node = byId.get(at.id)!
    const number = nodes.push({ frame: frames.of(node.callFrame), parent: at.parent }) - 1
    numbers.set(at.id, number)
    for (const id of node.children ?? []) rest.push({ id, parent: number })
  }
  return { nodes, numbers }
}

/** The microseconds of each node itself. */
export function selfTimes({ nodes, samples, weights }: ThreadSamples): Float64Array {
  const self = new Float64Array(nodes.length)
  samples.forEach((node, i) => (self[node]! += weights[i]!))
  return self
}

/** The microseconds of samples that are of this frame and of no function: `(idle)`, `(garbage collector)`. */
export function timeOf({ nodes, samples, weights }: ThreadSamples, name: string): number {
  let sum = 0
  samples.forEach((node, i) => {
    const { frame } = nodes[node]!
    if (frame.kind === "engine" && frame.name === name) sum += weights[i]!
  })
  return sum
}

export function totalTime({ weights }: ThreadSamples): number {
  return weights.reduce((sum, weight) => sum + weight, 0)
}

const asWritten = new WeakMap<ThreadSamples, ThreadSamples>()

/**
 * The same with the functions of Node and of heddle as one `(node)`, one `(heddle)` where they call each other: what is left is
 * the program's own.
 */
export function folded(thread: ThreadSamples, frames: Frames): ThreadSamples {
  const known = asWritten.get(thread)
  if (known !== undefined) return known
  const own = { node: frames.at("(node)", "", 0, 0), heddle: frames.at("(heddle)", "", 0, 0) }
  const nodes: StackNode[] = []
  const numbers: number[] = []
  const byKey = new Map<number, Map<Frame, number>>()
  for (const { frame, parent } of thread.nodes) {
    const above = parent < 0 ? -1 : numbers[parent]!
    const kind = shownKind(frame, nodes[above]?.frame)
    const shown = kind === "node" || kind === "heddle" ? own[kind] : frame
    if (above >= 0 && nodes[above]!.frame === shown && shown !== frame) {
      numbers.push(above)
      continue
    }
    let beside = byKey.get(above)
    if (beside === undefined) byKey.set(above, (beside = new Map()))
    let number = beside.get(shown)
    if (number === undefined) beside.set(shown, (number = nodes.push({ frame: shown, parent: above }) - 1))
    numbers.push(number)
  }
  const result = { ...thread, nodes, samples: thread.samples.map((node) => numbers[node]!) }
  asWritten.set(thread, result)
  return result
}

/**
 * What Node and heddle call of built-in functions is theirs. Node's type stripping is WebAssembly, and heddle reads functions
 * with acorn.
 */
function shownKind(frame: Frame, caller: Frame | undefined): FrameKind {
  const by = caller?.name === "(node)" ? "node" : caller?.name === "(heddle)" ? "heddle" : undefined
  if (by === undefined) return frame.kind
  if (frame.kind === "native") return by
  if (by === "node" && frame.url.startsWith("wasm:")) return by
  return by === "heddle" && frame.url.includes("/node_modules/acorn/") ? by : frame.kind
}
