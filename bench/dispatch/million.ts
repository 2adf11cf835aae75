import { Pool, range } from "heddle"
import { contest, scoreOf } from "../contest.ts"
import { python } from "../contestants/python.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"

const size = 1_000_000
const rounds = 7

/** A kind of input: what a worker does with an item, and a loop over the same items here. */
interface Kind {
  readonly name: string
  readonly map: (pool: Pool) => Promise<unknown>
  readonly serial: () => unknown
}

function kind<T>(name: string, items: Iterable<T>, fn: (item: T) => unknown): Kind {
  return {
    name,
    map: (pool) => pool.map(fn, items),
    serial() {
      const results: unknown[] = []
      for (const item of items) results.push(fn(item))
      return results
    },
  }
}

/** `map` of a million tiny functions: what one costs beyond its work, for each kind of input. */
export async function millionTable(): Promise<Table> {
  const numbers = Array.from({ length: size }, (_, i) => i)
  const kinds: readonly Kind[] = [
    kind("array of numbers", numbers, (x: number) => Math.sqrt(x)),
    kind("Float64Array", Float64Array.from(numbers), (x: number) => Math.sqrt(x)),
    kind("range(1e6)", range(size), (x: number) => Math.sqrt(x)),
    kind(
      "strings",
      numbers.map((i) => `row ${i}`),
      (text: string) => text.length,
    ),
    kind(
      "small objects",
      numbers.map((i) => ({ a: i, b: i + 1 })),
      ({ a, b }: { a: number; b: number }) => a + b,
    ),
  ]
  const pool = new Pool({ workers: 2 })
  const theirs = { name: "", best: Number.POSITIVE_INFINITY }
  const cpython = (): void => {
    const score = python("map", size, 1)
    if (score === undefined) throw new Error("no python3 here")
    theirs.name = score.name
    theirs.best = Math.min(theirs.best, score.best)
  }
  const scores = await contest(
    [
      ...kinds.flatMap(({ name, map, serial }) => [
        { name: `${name}, heddle`, calls: size, run: () => map(pool) },
        { name: `${name}, serial`, calls: size, run: serial },
      ]),
      { name: "CPython", calls: size, run: cpython },
    ],
    rounds,
  )
  await pool.close()

  const each = (ms: number): number => (1000 * ms) / size
  const sides = kinds.map(({ name }) => {
    const [ours, serial] = [
      each(scoreOf(scores, `${name}, heddle`).best),
      each(scoreOf(scores, `${name}, serial`).best),
    ]
    return { name, ours, serial, beyond: ours - serial / 2 }
  })
  const theirsEach = each(theirs.best)
  return {
    title: "million: map of a million tiny functions",
    method: `2 workers, ${short(size)} items, automatic chunks: a square root of a number, the length of a string, the sum of an object's two numbers. Beyond the work: heddle's time less half of the serial loop's. Interleaved, best of ${rounds}; Python times itself, without its start.`,
    header: ["", "µs a call", "serial loop, µs", "beyond the work, µs", "to Pool.map's rate"],
    rows: [
      ...sides.map(({ name, ours, serial, beyond }) => [
        name,
        short(ours),
        short(serial),
        short(beyond),
        short(theirsEach / ours),
      ]),
      [`${theirs.name}, list of numbers`, short(theirsEach), "", "", "1.00"],
    ],
    notes: [
      ...sides.map(({ name, beyond }) => verdict(`map of ${name}, beyond the work`, beyond, "<=", 0.1, "µs")),
      verdict("map of array of numbers, to Pool.map's rate:", theirsEach / sides[0]!.ours, ">=", 2),
      "the work is less than its sending: for these functions the serial loop is the right program",
    ],
  }
}
