import type { Frame, Frames } from "../frame.ts"
import type { StackNode, ThreadSamples } from "../samples.ts"
import type { Saved } from "./saved.ts"

interface ScopeFrame {
  readonly name: string
  readonly file?: string
  readonly line?: number
  readonly col?: number
}

interface ScopeProfile {
  readonly type: string
  readonly name: string
  readonly unit: string
  readonly startValue: number
  readonly endValue: number
  readonly samples: readonly (readonly number[])[]
  readonly weights: readonly number[]
}

interface Scope {
  readonly shared: { readonly frames: readonly ScopeFrame[] }
  readonly profiles: readonly ScopeProfile[]
  readonly heddle?: { readonly threads: readonly Pick<ThreadSamples, "name" | "pid" | "threadId" | "at">[] }
}

const schema = "https://www.speedscope.app/file-format-schema.json"

/** A profile for each thread, all on one clock. */
export function writeSpeedscope({ threads }: Saved): string {
  const numbers = new Map<Frame, number>()
  const shared: ScopeFrame[] = []
  const numberOf = (frame: Frame): number => {
    let number = numbers.get(frame)
    if (number === undefined) numbers.set(frame, (number = shared.push(scopeFrame(frame)) - 1))
    return number
  }
  const start = Math.min(...threads.map(({ at }) => at))
  const profiles = threads.map(({ name, at, nodes, samples, weights }): ScopeProfile => {
    const stacks = stacksOf(nodes, numberOf)
    const startValue = Math.round((at - start) * 1000)
    const endValue = weights.reduce((sum, weight) => sum + weight, startValue)
    return {
      type: "sampled",
      name,
      unit: "microseconds",
      startValue,
      endValue,
      samples: samples.map((node) => stacks[node]!),
      weights,
    }
  })
  const who = threads.map(({ name, pid, threadId, at }) => ({ name, pid, threadId, at }))
  const scope = { $schema: schema, exporter: "heddle", shared: { frames: shared }, profiles, heddle: { threads: who } }
  return JSON.stringify(scope satisfies Scope)
}

/** From the outermost function to the innermost. */
function stacksOf(nodes: readonly StackNode[], numberOf: (frame: Frame) => number): number[][] {
  const stacks: number[][] = []
  for (const { frame, parent } of nodes) stacks.push([...(parent < 0 ? [] : stacks[parent]!), numberOf(frame)])
  return stacks
}

function scopeFrame({ name, url, line, column }: Frame): ScopeFrame {
  return url === "" ? { name } : { name, file: url, line, col: column }
}

const units: Readonly<Record<string, number>> = {
  nanoseconds: 0.001,
  microseconds: 1,
  milliseconds: 1000,
  seconds: 1e6,
}

/** The threads of a Speedscope file with sampled profiles, ours or another program's; undefined: it is none. */
export function readSpeedscope(json: unknown, frames: Frames): ThreadSamples[] | undefined {
  if (!isScope(json)) return undefined
  const shared = json.shared.frames.map(({ name, file = "", line = 0, col = 0 }) => frames.at(name, file, line, col))
  return json.profiles
    .filter(({ type }) => type === "sampled")
    .map((profile, i) => {
      const tree = new StackTree()
      const samples = profile.samples.map((stack) => tree.add(stack.map((number) => shared[number]!)))
      const unit = units[profile.unit] ?? 1000
      const weights = profile.weights.map((weight) => weight * unit)
      const who = json.heddle?.threads[i] ?? {
        name: profile.name,
        pid: 0,
        threadId: i,
        at: profile.startValue * unit * 1e-3,
      }
      return { ...who, nodes: tree.nodes, samples, weights }
    })
}

class StackTree {
  readonly nodes: StackNode[] = []
  readonly #numbers = new Map<number, Map<Frame, number>>()

  add(stack: readonly Frame[]): number {
    return stack.reduce((parent, frame) => {
      let beside = this.#numbers.get(parent)
      if (beside === undefined) this.#numbers.set(parent, (beside = new Map()))
      let number = beside.get(frame)
      if (number === undefined) beside.set(frame, (number = this.nodes.push({ frame, parent }) - 1))
      return number
    }, -1)
  }
}

function isScope(json: unknown): json is Scope {
  return typeof json === "object" && json !== null && "shared" in json && "profiles" in json
}
