/**
 * The means of groups over many CSV files, as a program of dask.dataframe:
 * `dask.dataframe.read_csv('large_dataset_*.csv').groupby('key').mean().compute()`. It makes the files first, where it runs.
 *
 *   node 65-dask-dataframe.ts 1000000
 */
import assert from "node:assert/strict"
import { rmSync } from "node:fs"
import { col, readCsv, sql } from "@heddle/frame"

const rows = Number(process.argv[2] ?? 100_000)
const files = 4

for (let i = 0; i < files; i++) {
  const made = sql`
    SELECT (hash(i) % 100)::INTEGER AS key, (hash(i + ${rows}) % 1000000) / 1e6 AS a, i % 1000 AS b,
           ['x', 'yy', 'zzz'][1 + i % 3] AS name
    FROM range(${i * rows}, ${(i + 1) * rows}) AS t(i)`
  await made.toCsv(`large_dataset_${i}.csv`)
}

const start = performance.now()
const frame = readCsv("large_dataset_*.csv")
const means = await frame.groupby("key").mean().compute()
console.log(`the means of ${files * rows} rows in ${((performance.now() - start) / 1000).toFixed(2)} s`)
console.log(means)
assert.equal(means.length, 100)
assert.deepEqual(means.columns, ["key", "a", "b"])

// Which keys are most frequent, and how far their values spread.
const busiest = await frame
  .groupby("key")
  .agg({ a: ["count", "std"], spread: col("b").max().sub(col("b").min()) })
  .nlargest(3, "a_count")
  .compute()
console.log(busiest)
assert.equal(busiest.length, 3)

for (let i = 0; i < files; i++) rmSync(`large_dataset_${i}.csv`)
