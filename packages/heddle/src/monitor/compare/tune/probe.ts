import { serialize } from "node:v8"
import { isThenable } from "../contest.ts"
import { threadTime, waited } from "./thread-time.ts"
import { spread } from "./way.ts"

/** What a first look at the tasks says. */
export interface Probe {
  /** One task, in ms. */
  readonly ms: number
  readonly cpuShare: number
  readonly isAsync: boolean
  readonly bytes: number | undefined
}

type Task = (input: never) => unknown

/**
 * Runs some tasks, twice as many each time, until a pass takes `enough` ms, twice: the first is compiled meanwhile, or disturbed. One that
 * takes ten times as long is not run again.
 */
export async function probe(fn: Task, inputs: readonly unknown[], enough: number): Promise<Probe> {
  let long = 0
  for (let count = 1; ;) {
    const some = spread(inputs, count)
    const seen = await look(fn, some)
    if (seen.time < enough && count < inputs.length) {
      count = Math.min(inputs.length, 2 * count)
      long = 0
    } else if (++long === 2 || seen.time > 10 * enough) {
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
  const loopBefore = performance.eventLoopUtilization()
  const before = threadTime()
  const { results, isAsync } = await loop(fn, some)
  const after = threadTime()
  const time = after.now - before.now
  const idle = isAsync ? performance.eventLoopUtilization(loopBefore).idle : waited(before, after)
  return { time, waited: Math.min(time, idle), isAsync, results }
}

function bytesOf(...values: readonly unknown[]): number | undefined {
  try {
    return values.reduce<number>((sum, value) => sum + serialize(value).byteLength, 0)
  } catch {
    return undefined
  }
}
