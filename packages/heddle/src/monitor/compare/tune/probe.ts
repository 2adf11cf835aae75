import { serialize } from "node:v8"
import { isThenable } from "../contest.ts"
import { spread } from "./way.ts"

/** What a first look at the tasks says. */
export interface Probe {
  /** One task, in ms. */
  readonly ms: number
  readonly cpuShare: number
  readonly isAsync: boolean
  readonly bytes: number | undefined
}

/** Below this, in ms, the processor time that the system tells says little: its clock ticks. */
const coarse = 5

type Task = (input: never) => unknown

/** Runs some tasks, twice as many each time, until a pass takes `enough` ms, twice: the first is compiled meanwhile, or disturbed. */
export async function probe(fn: Task, inputs: readonly unknown[], enough: number): Promise<Probe> {
  let long = 0
  for (let count = 1; ;) {
    const some = spread(inputs, count)
    const seen = await look(fn, some)
    if (seen.time < enough && count < inputs.length) {
      count = Math.min(inputs.length, 2 * count)
      long = 0
    } else if (++long === 2) {
      const { time, waited, isAsync, results } = seen
      return { ms: time / count, cpuShare: 1 - waited / time, isAsync, bytes: bytesOf(some[0], results[0]) }
    }
  }
}

/** The plain loop. */
export async function loop(fn: Task, inputs: readonly unknown[]): Promise<{ results: unknown[]; isAsync: boolean }> {
  const results: unknown[] = []
  let isAsync = false
  for (const input of inputs) {
    const value = fn(input as never)
    isAsync ||= isThenable(value)
    results.push(isAsync ? await value : value)
  }
  return { results, isAsync }
}

/** A pass, and for how much of its time nothing was to be done. */
async function look(fn: Task, some: readonly unknown[]) {
  const [from, cpuFrom, loopFrom, switchesFrom] = [
    performance.now(),
    ownCpu(),
    performance.eventLoopUtilization(),
    switches(),
  ]
  const { results, isAsync } = await loop(fn, some)
  const time = performance.now() - from
  const idle = performance.eventLoopUtilization(loopFrom).idle
  const blocked = time > coarse && isBlocking(switchesFrom, switches()) ? Math.max(0, time - (ownCpu() - cpuFrom)) : 0
  return { time, waited: Math.min(time, isAsync ? idle : blocked), isAsync, results }
}

interface Switches {
  readonly voluntaryContextSwitches: number
  readonly involuntaryContextSwitches: number
}

function switches(): Switches {
  return process.resourceUsage()
}

/** Time that no processor was used: was that the task's own doing, or did others need the processor? */
function isBlocking(before: Switches, after: Switches): boolean {
  const voluntary = after.voluntaryContextSwitches - before.voluntaryContextSwitches
  return voluntary > after.involuntaryContextSwitches - before.involuntaryContextSwitches
}

/** Processor time of this thread, in ms. Node 22 knows that of the process alone. */
function ownCpu(): number {
  const { user, system } = (process as Partial<NodeJS.Process>).threadCpuUsage?.() ?? process.cpuUsage()
  return (user + system) / 1000
}

function bytesOf(...values: readonly unknown[]): number | undefined {
  try {
    return values.reduce<number>((sum, value) => sum + serialize(value).byteLength, 0)
  } catch {
    return undefined
  }
}
