import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import test from "node:test"
import { col, fn, fromColumns, fromRows, readCsv, readParquet, rowNumber, sql, when } from "@heddle/frame"
import { assertSame, untyped } from "./compare.ts"
import type { Made } from "./compare.ts"

const count = 50
const all = Array.from({ length: count }, (_, i) => i)
const sales = untyped(
  fromColumns(
    {
      id: all,
      shop: all.map((i) => (i % 11 === 0 ? null : `shop ${(i * 7) % 5}`)),
      item: all.map((i) => (i * 5) % 4),
      price: all.map((i) => (i % 9 === 3 ? null : ((i * 37) % 100) / 8)),
      pieces: all.map((i) => (i * 31) % 13),
      big: all.map((i) => BigInt(i) * 10_000_000_000_000_000n),
      day: all.map((i) => new Date(Date.UTC(2024, 0, 1 + (i % 20)))),
      isPaid: all.map((i) => (i % 6 === 5 ? null : i % 3 === 0)),
    },
    { types: { item: "INTEGER", day: "DATE" } },
  ),
)
const shops = untyped(
  fromRows([
    { shop: "shop 0", town: "Ulm", item: 1 },
    { shop: "shop 1", town: "Bonn", item: 2 },
    { shop: "shop 1", town: "Köln", item: 3 },
    { shop: null, town: "nowhere", item: 0 },
    { shop: "shop 9", town: "Kiel", item: 1 },
  ]),
)
const lists = untyped(
  fromRows(
    all.map((i) => ({ id: i, parts: Array.from({ length: i % 3 }, (_, j) => i + j) })),
    {
      types: { parts: "BIGINT[]" },
    },
  ),
)

const every = ["sum", "mean", "min", "max", "count", "size", "nunique", "std", "var", "sem", "skew", "kurt", "median"]
const more = ["prod", "any", "all", "list", "first", "last"]

const unordered: Readonly<Record<string, () => Made>> = {
  select: () => sales.select("id", { twice: col("price").mul(2), name: col("shop").str.upper() }),
  assign: () => sales.assign({ a: col("pieces").add(1), b: col("a").mul(2) }),
  drop: () => sales.drop("big"),
  rename: () => sales.rename({ shop: "place" }),
  astype: () => sales.astype({ pieces: "VARCHAR" }),
  filter: () => sales.filter(col("price").gt(5)),
  "filter by SQL": () => sales.filter(sql`pieces % ${3} = 1`),
  "filter that leaves nothing": () => sales.filter(col("id").gt(1000)),
  "a group of nothing": () => sales.filter(col("id").gt(1000)).groupby("shop").sum(),
  "aggregates of nothing": () => sales.filter(col("id").gt(1000)).agg({ price: ["sum", "mean", "count", "std"] }),
  dropna: () => sales.dropna({ subset: ["price"] }),
  fillna: () => sales.fillna(0),
  dropDuplicates: () => sales.select("shop", "item").dropDuplicates(),
  "dropDuplicates of a subset": () => sales.dropDuplicates(["shop", "item"]),
  explode: () => lists.explode("parts"),
  concat: () => sales.select("id", "shop").concat(shops, untyped(sales.select("id", "price"))),
  when: () => sales.select({ size: when(col("pieces").gt(6)).then("many").otherwise("few") }),
  "a function of DuckDB": () => sales.select({ x: fn("levenshtein", col("shop"), "shop") }),
  "groupby, each function": () => sales.groupby("shop").agg({ price: [...every, ...more] } as never),
  "groupby, integers": () =>
    sales.groupby("shop").agg({ pieces: [...every, ...more], big: ["sum", "mean", "var"] } as never),
  "groupby with null keys": () => sales.groupby("shop", { dropna: false }).agg({ price: ["mean", "count"] }),
  "groupby two keys": () => sales.groupby(["shop", "item"], { sort: false }).sum(),
  "groupby an expression": () => sales.groupby({ odd: col("id").mod(2) }).agg({ price: "mean", id: "max" }),
  "groupby with expressions": () =>
    sales.groupby("shop").agg({
      revenue: col("price").mul(col("pieces")).sum(),
      share: col("price").sum().div(col("pieces").sum()),
      paid: col("isPaid").any(),
    }),
  "groupby, SQL of one's own": () => sql`SELECT item, quantile_cont(price, 0.3) AS q FROM ${sales} GROUP BY item`,
  "aggregates of all": () => sales.agg({ price: every, big: ["sum", "max"] } as never),
  "a median of all": () => sales.median(),
  nunique: () => sales.nunique(),
  valueCounts: () => sales.valueCounts("shop"),
  "valueCounts, shares": () => sales.valueCounts(["shop", "item"], { normalize: true }),
  describe: () => sales.describe(),
  pivotTable: () => sales.pivotTable({ index: "shop", columns: "item", values: "price", aggfunc: "sum" }),
  "windows of groups": () =>
    sales.assign({
      mean: col("price").mean().over({ partitionBy: "shop" }),
      before: col("id").shift(1, { partitionBy: ["shop", "item"], orderBy: "id" }),
    }),
  "windows of all": () =>
    sales.assign({ n: rowNumber({ orderBy: "id" }), sum: col("pieces").cumsum({ orderBy: "id" }) }),
  "filter by a window": () => sales.filter(col("price").eq(col("price").max().over({ partitionBy: "shop" }))),
  rank: () => sales.assign({ r: col("id").rank({ partitionBy: "shop" }) }),
  raw: () => sql`SELECT a.id, b.price FROM ${sales} a JOIN ${sales} b ON a.id = b.id + 1`,
  "a table joined with groups of itself": () =>
    sales.merge(sales.groupby("shop").agg({ price: "mean" }), { on: "shop" }),
  mapPartitions: () => {
    const columns = { id: "BIGINT", pieces: "BIGINT" }
    return sales.select("id", "pieces").mapPartitions((part) => part, { columns })
  },
}

const ordered: Readonly<Record<string, () => Made>> = {
  scan: () => sales,
  sortValues: () => sales.sortValues(["item", "id"], { ascending: [false, true] }),
  head: () => sales.head(7),
  "head of filtered rows": () => sales.filter(col("item").eq(2)).head(7),
  limit: () => sales.limit(9, 4),
  "more than there is": () => sales.limit(1000, 3),
  tail: () => sales.tail(6),
  nlargest: () => sales.nlargest(5, "id"),
  "filter behind sort": () => sales.sortValues("id", { ascending: false }).filter(col("item").gt(0)),
  "groupby, sorted": () => sales.groupby("shop").sum(),
  "concat, in order": () => sales.head(20).concat(sales.tail(3)),
}

for (const [name, make] of Object.entries({ ...unordered, ...ordered })) {
  void test(name, async () => {
    for (const partitions of [1, 3, 7]) {
      await assertSame(make(), { partitions }, { isOrdered: Object.hasOwn(ordered, name), note: name })
    }
  })
}

for (const how of ["inner", "left", "right", "outer", "semi", "anti"] as const) {
  for (const broadcastLimit of [0, "64M"]) {
    void test(`merge, ${how}, ${broadcastLimit === 0 ? "shuffled" : "with all of one side in each partition"}`, async () => {
      const options = { partitions: 4, broadcastLimit }
      await assertSame(sales.merge(shops, { on: "shop", how }), options)
      await assertSame(sales.merge(shops, { on: ["shop", "item"], how }), options)
      await assertSame(sales.merge(shops, { leftOn: "pieces", rightOn: "item", how, nullsEqual: false }), options)
    })
  }
}

void test("merge, cross", async () => {
  await assertSame(sales.select("id").merge(shops, { how: "cross" }), { partitions: 4 })
  await assertSame(sales.select("id").merge(shops, { how: "cross" }), { partitions: 4, broadcastLimit: 0 })
})

void test("files are divided: CSV by file, Parquet by row groups, folders are columns", async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-distribute-"))
  t.after(() => rmSync(folder, { recursive: true }))
  const plain = sales.select("id", "shop", "price")
  for (const part of [0, 1, 2]) await plain.filter(col("id").mod(3).eq(part)).toCsv(path.join(folder, `${part}.csv`))
  await plain.toParquet(path.join(folder, "one.parquet"))
  await sales.select("id", "item", "shop").toParquet(path.join(folder, "parts"), { partitionOn: "item" })
  const frames = [
    readCsv(path.join(folder, "*.csv")),
    readParquet(path.join(folder, "one.parquet")),
    readParquet(path.join(folder, "parts/**/*.parquet")),
  ]
  for (const frame of frames) {
    for (const partitions of [1, 2, 5]) {
      await assertSame(frame, { partitions }, { isOrdered: true })
      await assertSame(frame.groupby("shop").count(), { partitions })
    }
  }
})
