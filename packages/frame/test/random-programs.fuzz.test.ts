import assert from "node:assert/strict"
import test from "node:test"
import { col, fromColumns, rowNumber } from "@heddle/frame"
import type { Frame } from "@heddle/frame"

/*
 * Verbs one after the other, by chance, against the same on lists of objects. What has no order is sorted before rows are
 * left out, so that there is one result.
 */
type Row = Readonly<Record<string, number | string | null>>

/** The same numbers everywhere: mulberry32. */
function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const size = 60
const start: readonly Row[] = (() => {
  const next = generator(7)
  return Array.from({ length: size }, (_, id) => ({
    id,
    k: ["x", "y", "z", null][next(4)]!,
    a: next(7) === 0 ? null : next(10),
    b: next(20) - 10,
  }))
})()
const frame = fromColumns(
  Object.fromEntries(["id", "k", "a", "b"].map((name) => [name, start.map((row) => row[name])])),
  { types: { a: "BIGINT" } },
) as Frame

type Step = (frame: Frame, rows: readonly Row[]) => readonly [Frame, readonly Row[], words: string]

function compared(a: Row[string] | undefined, b: Row[string] | undefined): number {
  if (a === b) return 0
  if (a === null || a === undefined) return 1
  if (b === null || b === undefined) return -1
  return a < b ? -1 : 1
}

function sortedEntries(row: Row): unknown {
  return Object.entries(row).toSorted(([a], [b]) => compared(a, b))
}

function ordered(rows: readonly Row[], by: readonly string[]): Row[] {
  return rows.toSorted((x, y) => by.map((name) => compared(x[name], y[name])).find((one) => one !== 0) ?? 0)
}

function step(next: (below: number) => number, columns: readonly string[]): Step {
  const numbers = columns.filter((name) => name !== "k")
  const name = numbers[next(numbers.length)]!
  const other = numbers[next(numbers.length)]!
  const n = next(12) - 3
  const all = [...columns]
  const number = (row: Row, of: string): number | null => row[of] as number | null
  switch (next(13)) {
    case 0:
      return (f, rows) => [
        f.filter(col(name).gt(n)),
        rows.filter((row) => row[name] !== null && number(row, name)! > n),
        `${name} > ${n}`,
      ]
    case 1:
      return (f, rows) => [
        f.filter({ k: ["x", null] }),
        rows.filter(({ k }) => k === "x" || k === null),
        "k in x, null",
      ]
    case 2:
      return (f, rows) => [
        f.sortValues([name, "id"]).limit(10 + n),
        ordered(rows, [name, "id"]).slice(0, 10 + n),
        `first ${10 + n} by ${name}`,
      ]
    case 3:
      return (f, rows) => [f.sortValues("id").limit(40, 5), ordered(rows, ["id"]).slice(5, 45), "40 from 5"]
    case 4:
      return (f, rows) => [
        f.assign({ [name === "id" ? "b" : name]: col(other).add(n) }),
        rows.map((row) => ({
          ...row,
          [name === "id" ? "b" : name]: number(row, other) === null ? null : number(row, other)! + n,
        })),
        `${name} = ${other} + ${n}`,
      ]
    case 5:
      return (f, rows) => [
        f.assign({ c: col(name).fillna(0).mul(2) }),
        rows.map((row) => ({ ...row, c: (number(row, name) ?? 0) * 2 })),
        `c = 2 ${name}`,
      ]
    case 6:
      return (f, rows) => [f.select(...all.toReversed()), rows, "reversed"]
    case 7:
      return (f, rows) => [f.dropna({ subset: [name] }), rows.filter((row) => row[name] !== null), `dropna ${name}`]
    case 8:
      return (f, rows) => [
        f.filter(rowNumber({ partitionBy: "k", orderBy: "id" }).le(3)),
        rows.filter(
          (row) => rows.filter((one) => one["k"] === row["k"] && number(one, "id")! < number(row, "id")!).length < 3,
        ),
        "3 of each k",
      ]
    case 9:
      return (f, rows) => [
        f.assign({ a: col(name).sum().over({ partitionBy: "k" }) }),
        rows.map((row) => ({
          ...row,
          a: rows.filter((one) => one["k"] === row["k"]).reduce((sum, one) => sum + (number(one, name) ?? 0), 0),
        })),
        `a = sum of ${name} by k`,
      ]
    case 10:
      return (f, rows) => [
        f
          .merge(f.groupby("k", { dropna: false }).agg({ m: col("b").max() }), { on: "k" })
          .drop("b")
          .rename({ m: "b" })
          .select(...all),
        rows.map((row) => ({
          ...row,
          b: Math.max(
            ...rows.filter((one) => one["k"] === row["k"] && one["b"] !== null).map((one) => number(one, "b")!),
          ),
        })),
        "b = its maximum by k, joined",
      ]
    case 11:
      return (f, rows) => [f.sortValues("id").tail(20), ordered(rows, ["id"]).slice(-20), "last 20"]
    default:
      return (f, rows) => [
        f
          .concat(f.filter(col("id").lt(0)))
          .sortValues("id", { ascending: false })
          .dropDuplicates([name]),
        ordered(rows, ["id"])
          .toReversed()
          .filter((row, i, list) => list.findIndex((one) => one[name] === row[name]) === i),
        `one of each ${name}`,
      ]
  }
}

test("programs by chance give what they give of lists", async () => {
  for (let seed = 1; seed <= 150; seed++) {
    const next = generator(seed)
    let made: Frame = frame
    let rows = start
    const story: string[] = []
    for (let left = 2 + next(6); left > 0; left--) {
      const columns = made.columns
      const [own, expected, words] = step(next, columns)(made, rows)
      // The maximum of nothing is left to other tests.
      if (expected.some((row) => Object.values(row).includes(-Infinity))) continue
      made = own
      rows = expected
      story.push(words)
    }
    const found = (await made.sortValues("id").compute()).map((row) => ({ ...row }))
    const text = `seed ${seed}: ${story.join("; ")}`
    assert.deepEqual(
      found.map((row) => sortedEntries(row)),
      ordered(rows, ["id"]).map((row) => sortedEntries(row)),
      text,
    )
    const names = next(2) === 0 ? ["k"] : ["k", "a"]
    const sums = await made
      .groupby(names, { dropna: false })
      .agg({ n: col("id").count(), b: "sum" })
      .compute()
    const keys = [...new Set(rows.map((row) => JSON.stringify(names.map((name) => row[name]))))]
    assert.equal(sums.length, keys.length, text)
    assert.equal(
      sums.reduce((sum, row) => sum + Number(row["n"]), 0),
      rows.length,
      text,
    )
    assert.equal(
      sums.reduce((sum, row) => sum + Number(row["b_sum"]), 0),
      rows.reduce((sum, row) => sum + Number(row["b"] ?? 0), 0),
      text,
    )
  }
})
