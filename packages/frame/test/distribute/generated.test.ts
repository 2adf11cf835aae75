import test from "node:test"
import { col, fromColumns } from "@heddle/frame"
import type { Frame } from "@heddle/frame"
import { assertSame, untyped } from "./compare.ts"

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

interface Chance {
  readonly below: (n: number) => number
  readonly is: (share: number) => boolean
  readonly of: <T>(list: readonly T[]) => T
}

function chance(seed: number): Chance {
  const next = random(seed)
  const below = (n: number): number => Math.floor(next() * n)
  return { below, is: (share) => next() < share, of: (list) => list[below(list.length)]! }
}

const types = { k: "INTEGER", s: "VARCHAR", x: "DOUBLE", y: "BIGINT" }

/** Duplicate keys, nulls, and runs of rows that have nothing but nulls. */
function table({ below, is }: Chance, rows: number, value: string): Frame {
  const from = below(rows + 1)
  const isNull = (i: number): boolean => (i >= from && i < from + rows / 3) || is(0.1)
  const column = (make: () => unknown): unknown[] => Array.from({ length: rows }, (_, i) => (isNull(i) ? null : make()))
  const made = fromColumns(
    {
      k: column(() => below(6)),
      s: column(() => "abcde"[below(5)]),
      [value]: column(() => below(200) / 4 - 20),
      [`${value}i`]: column(() => below(1000) - 300),
    },
    { types: { k: types.k, s: types.s, [value]: types.x, [`${value}i`]: types.y } },
  )
  return untyped(made)
}

interface Program {
  readonly frame: Frame
  readonly keys: readonly string[]
  readonly numbers: readonly string[]
  readonly said: readonly string[]
}

const functions = ["sum", "mean", "min", "max", "count", "std", "var", "sem", "any", "all", "size", "nunique", "median"]
const hows = ["inner", "left", "right", "outer", "semi", "anti"] as const

type Step = (program: Program, chance: Chance, at: number) => Program

const steps: readonly Step[] = [
  function filter({ frame, keys, numbers, said }, { is, of, below }) {
    const isNumber = is(0.7) || keys.length === 0
    const condition = isNumber ? col(of(numbers)).gt(below(40) - 20) : col(of(keys)).notna()
    return { frame: frame.filter(condition), keys, numbers, said: [...said, "filter"] }
  },
  function assign({ frame, keys, numbers, said }, { of }, at) {
    const name = `n${at}`
    const made = frame.assign({ [name]: col(of(numbers)).add(col(of(numbers))) })
    return { frame: untyped(made), keys, numbers: [...numbers, name], said: [...said, "assign"] }
  },
  function groupby({ frame, keys, numbers, said }, { of, is, below }) {
    const own = keys.filter(() => is(0.7))
    const by = own.length === 0 ? [of(keys)] : own
    const spec: Record<string, string[]> = {}
    for (let i = 0; i <= below(3); i++) {
      const list = (spec[of(numbers)] ??= [])
      const fn = of(functions)
      if (!list.includes(fn)) list.push(fn)
    }
    const made = frame.groupby(by, { sort: is(0.5), dropna: is(0.5) }).agg(spec as never)
    const all = Object.entries(spec).flatMap(([name, list]) => list.map((fn) => [`${name}_${fn}`, fn] as const))
    const left = all.filter(([, fn]) => fn !== "any" && fn !== "all").map(([name]) => name)
    const text = `groupby ${by.join(" ")} ${JSON.stringify(spec)}`
    if (left.length > 0) return { frame: untyped(made), keys: by, numbers: left, said: [...said, text] }
    return { frame: untyped(made.assign({ one: 1 })), keys: by, numbers: ["one"], said: [...said, text] }
  },
  function merge({ frame, keys, numbers, said }, own, at) {
    const { is, of, below } = own
    const some = keys.filter(() => is(0.6))
    const on = some.length === 0 ? [of(keys)] : some
    const value = `z${at}`
    const other = table(own, below(14), value).select([...on, value])
    const how = of(hows)
    const made = frame.merge(other, { on, how, nullsEqual: is(0.7) })
    const more = how === "semi" || how === "anti" ? [] : [value]
    return {
      frame: untyped(made),
      keys,
      numbers: [...numbers, ...more],
      said: [...said, `merge ${how} ${on.join(" ")}`],
    }
  },
  function distinct({ frame, keys, numbers, said }, { of }) {
    const number = of(numbers)
    const made = frame.select([...keys, number]).dropDuplicates()
    return { frame: untyped(made), keys, numbers: [number], said: [...said, "distinct"] }
  },
  function window({ frame, keys, numbers, said }, { of }, at) {
    const name = `w${at}`
    const made = frame.assign({
      [name]: col(of(numbers))
        .max()
        .over({ partitionBy: of(keys) }),
    })
    return { frame: untyped(made), keys, numbers: [...numbers, name], said: [...said, "window"] }
  },
  function concat({ frame, keys, numbers, said }, { of, below }) {
    const other = frame.filter(col(of(numbers)).lt(below(40) - 20))
    return { frame: frame.concat(other), keys, numbers, said: [...said, "concat"] }
  },
  function limit({ frame, keys, numbers, said }, { below }) {
    const made = frame.sortValues([...keys, ...numbers]).limit(below(30), below(4))
    return { frame: untyped(made), keys, numbers, said: [...said, "sort, limit"] }
  },
]

function program(seed: number): { readonly frame: Frame; readonly note: string } {
  const own = chance(seed)
  const frame = table(own, own.is(0.05) ? 0 : own.below(60), "x")
  let made: Program = { frame, keys: ["k", "s"], numbers: ["x", "xi"], said: [] }
  const count = 1 + own.below(4)
  for (let at = 0; at < count; at++) made = own.of(steps)(made, own, at)
  return { frame: made.frame, note: `seed ${seed}: ${made.said.join(", ")}` }
}

const seeds = Array.from({ length: Number(process.env["HEDDLE_FUZZ"] ?? 200) }, (_, i) => i + 1)
const counts = [1, 2, 3, 7]

void test(`${seeds.length} generated programs give in 1, 2, 3 or 7 partitions what they give as one query`, async () => {
  for (const seed of seeds) {
    const { frame, note } = program(seed)
    const broadcastLimit = seed % 3 === 0 ? "64M" : 0
    await assertSame(frame, { partitions: counts[seed % counts.length]!, broadcastLimit }, { note })
  }
})

void test("in 128 and 129 partitions too", async () => {
  for (const seed of seeds.filter((one) => one % 20 === 0)) {
    const { frame, note } = program(seed)
    for (const partitions of [128, 129]) await assertSame(frame, { partitions, broadcastLimit: 0 }, { note })
  }
})
