import assert from "node:assert/strict"
import test from "node:test"
import { col, fromColumns, sql } from "@heddle/frame"
import { planOf } from "../../src/distribute/index.ts"
import { assertSame, inPartitions, shufflesOf, untyped } from "./compare.ts"

const count = 300
const of = (make: (i: number) => number): number[] => Array.from({ length: count }, (_, i) => make(i))
const left = untyped(fromColumns({ k: of((i) => i % 17), j: of((i) => i % 3), a: of((i) => i / 2) }))
const right = untyped(fromColumns({ k: of((i) => i % 23), b: of((i) => -i) }))
const third = untyped(fromColumns({ k: of((i) => i % 29), c: of((i) => i * i) }))
const options = { partitions: 4, broadcastLimit: 0 }

void test("a merge is two shuffles, and a groupby on its key behind it none", async () => {
  const merged = left.merge(right, { on: "k" })
  assert.equal(await shufflesOf(merged, options), 2)
  const grouped = merged.groupby("k", { sort: false })
  assert.equal(await shufflesOf(grouped.sum(), options), 2)
  assert.equal(await shufflesOf(grouped.median(), options), 2)
  assert.equal(await shufflesOf(merged.groupby(["k", "j"], { sort: false }).sum(), options), 2)
  await assertSame(grouped.median(), options)
})

void test("a second merge on the same key shuffles only what is new", async () => {
  const merged = left.merge(right, { on: "k" }).merge(third, { on: "k" })
  assert.equal(await shufflesOf(merged, options), 3)
  assert.equal(await shufflesOf(merged.groupby("k", { sort: false }).agg({ a: "nunique" }), options), 3)
  await assertSame(merged.groupby("k").agg({ a: "sum", b: "min", c: "count" }), options)
})

void test("groups merged with groups of the same key need no further shuffle", async () => {
  const a = left.groupby("k", { sort: false }).agg({ a: "sum" })
  const b = right.groupby("k", { sort: false }).agg({ b: "sum" })
  assert.equal(await shufflesOf(a.merge(b, { on: "k" }), options), 2)
  await assertSame(a.merge(b, { on: "k", how: "outer" }), options)
})

void test("keys keep their partitions under other names, and lose them where they are computed anew", async () => {
  const groups = left.groupby("k", { sort: false }).agg({ a: "sum" })
  const renamed = groups.rename({ k: "key" }).groupby("key", { sort: false }).agg({ a_sum: "median" })
  assert.equal(await shufflesOf(renamed, options), 1)
  const computed = groups
    .assign({ k: col("k").mod(2) })
    .groupby("k", { sort: false })
    .agg({ a_sum: "median" })
  assert.equal(await shufflesOf(computed, options), 2)
  await assertSame(renamed, options)
  await assertSame(computed, options)
})

void test("keys of other types go to the same partition where they are equal", async () => {
  const narrow = left.astype({ k: "TINYINT" })
  const floating = right.astype({ k: "DOUBLE" })
  await assertSame(narrow.merge(right, { on: "k" }), options)
  await assertSame(narrow.merge(floating, { on: "k" }), options)
  // Hashed as TINYINT once, and as DOUBLE for the merge.
  await assertSame(narrow.groupby("k").agg({ a: "sum" }).merge(floating, { on: "k" }), options)
})

void test("a merge in 128 and 129 partitions has the rows that it has in one", async () => {
  const merged = left.merge(right, { on: "k", how: "outer" })
  const expected = await merged.len()
  for (const partitions of [128, 129]) {
    assert.equal(await (await inPartitions(merged, { partitions, broadcastLimit: 0 })).len(), expected)
  }
})

void test("variances of numbers far from zero keep their digits", async () => {
  const far = fromColumns({ k: of((i) => i % 2), near: of((i) => i % 7), x: of((i) => 1e9 + (i % 7)) })
  const made = await inPartitions(far.groupby("k").agg({ near: "var", x: "var" }), { partitions: 5 })
  for (const { near_var: expected, x_var: found } of await made.compute()) {
    assert.ok(Math.abs(found - expected) < 1e-6 * expected, `${found} is not ${expected}`)
  }
})

void test("what cannot be computed in two phases moves rows, once", async () => {
  for (const made of [
    left.groupby("k", { sort: false }).agg({ a: ["sum", "median"] }),
    left.groupby("k", { sort: false }).agg({ a: "nunique" }),
    left.groupby("k", { sort: false }).agg({ q: col("a").quantile(0.3) }),
  ]) {
    assert.equal(await shufflesOf(made, options), 1)
    using planned = await planOf(made.node, options)
    assert.equal(planned.plan.stages.length, 2)
    await assertSame(made, options)
  }
})

void test("texts of a program that look like SQL are no SQL of the planner's", async () => {
  const words = ["SELECT", "a OVER (b)", "sum(x)", 'l."k" = r."k"', "it's", '"', "${0}", "\0", "COLUMNS("]
  const texts = fromColumns({ t: of((i) => i).map((i) => words[i % words.length]), v: of((i) => i) })
  for (const word of words) {
    const named = texts.rename({ v: word.replace("\0", "nul") })
    await assertSame(named.filter(col("t").ne(word)).groupby("t").max(), { partitions: 3 })
    await assertSame(texts.groupby("t").agg({ n: col("v").sum(), same: col("t").eq(word).any() }), { partitions: 3 })
  }
  await assertSame(
    texts
      .filter(sql`t = ${"sum(x)"}`)
      .groupby("t")
      .sum(),
    { partitions: 3 },
  )
})

void test("a plan is data that names no folder of this machine but those of its sources", async () => {
  using planned = await planOf(left.merge(right, { on: "k" }).groupby("k").sum().node, options)
  const { plan } = planned
  assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan)
  for (const { texts, tasks } of plan.stages) {
    assert.doesNotMatch(JSON.stringify(texts), /\.parquet/)
    for (const { inputs } of tasks) {
      for (const input of inputs)
        assert.equal("reads" in input ? input.reads.every(({ files }) => files.length > 0) : true, true)
    }
  }
})
