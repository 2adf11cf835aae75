import { Pool } from "heddle"
import { summary } from "./contest.ts"
import { short, verdict } from "./report.ts"
import type { Table } from "./report.ts"

const calls = 300

class Scale {
  readonly #factor: number
  constructor(factor: number) {
    this.#factor = factor
  }
  apply(x: number): number {
    return x * this.#factor
  }
}

const power = (x: number, n: number): number => (n === 0 ? 1 : x * power(x, n - 1))

/** What submit() of a closure costs the caller: the inspection, the copy of what it captures, the message. */
export async function captureTable(): Promise<Table> {
  await using pool = new Pool({ workers: 1 })
  const offset = 3
  const list = Array.from({ length: 1000 }, (_, i) => i)
  const scale = new Scale(2)
  const makers: Readonly<Record<string, (i: number) => () => unknown>> = {
    "nothing but constants": () => () => offset,
    "the loop's variable": (i) => () => i + offset,
    "a list of 1,000 numbers": (i) => () => list[i],
    "a function that calls itself": (i) => () => power(2, i % 8),
    "an instance with a private field": (i) => () => scale.apply(i),
  }
  const names = Object.keys(makers)
  const first = new Map<string, number>()
  const times = new Map<string, number[]>(names.map((name) => [name, []]))
  for (let i = 0; i < calls; i++) {
    for (const name of names) {
      const fresh = makers[name]!(i)
      const start = performance.now()
      const future = pool.submit(fresh)
      const took = performance.now() - start
      await future
      if (i === 0) first.set(name, took)
      else times.get(name)!.push(took)
    }
  }
  const results = names.map((name) => ({ name, ...summary(times.get(name)!) }))
  const worst = Math.max(...results.map(({ median }) => median))
  return {
    title: "capture: what a closure costs its caller",
    method: `submit() of a closure made anew for each of ${calls} calls, from the call to its return, kinds interleaved, one worker that has nothing else to do. The first call parses the script.`,
    header: ["captures", "first, ms", "best, ms", "median, ms", "worst, ms"],
    rows: results.map(({ name, best, median, worst }) => [
      name,
      short(first.get(name)!),
      short(best),
      short(median),
      short(worst),
    ]),
    notes: [
      verdict("warm capture, the slowest kind's median", worst, "<=", 0.5, "ms"),
      "lost: pools that are given a file's name capture nothing, and pay nothing",
    ],
  }
}
