import assert from "node:assert/strict"
import test, { after, before, suite } from "node:test"
import { coalesce, col, concat, config, fn, fromRows, greatest, least, lit, rowNumber, sql, when } from "@heddle/frame"
import type { Frame } from "@heddle/frame"

/*
 * A program, and the rows that it gives as a text: a row a line, values between bars, as JSON writes them without the
 * quotes of plain words. Dates are as ISO writes them.
 */
type Cases = Readonly<Record<string, readonly [program: () => Frame, rows: string]>>

function shown(value: unknown): string {
  if (value === null || value === undefined) return "null"
  if (typeof value === "string") return /^[\w.-]+$/.test(value) && value !== "null" ? value : JSON.stringify(value)
  if (value instanceof Date) return value.toISOString().replace("T00:00:00.000Z", "").replace(".000Z", "Z")
  if (Array.isArray(value)) return `[${value.map(shown).join(" ")}]`
  if (typeof value === "object")
    return `{${Object.entries(value)
      .map(([key, one]) => `${key}:${shown(one)}`)
      .join(" ")}}`
  return Object.is(value, -0) ? "-0" : (value as number).toString()
}

function check(title: string, cases: Cases): void {
  suite(title, () => {
    for (const [name, [program, expected]] of Object.entries(cases)) {
      test(name, async () => {
        const table = await program().compute()
        const columns = table.columns.map((one) => table.column(one as never) as unknown[])
        const found = Array.from({ length: table.length }, (_, i) => columns.map((one) => shown(one[i])).join(" | "))
        const lines = expected
          .trim()
          .split("\n")
          .map((line) => line.trim())
        assert.deepEqual([table.columns.join(" | "), ...found], lines)
      })
    }
  })
}

const day = (text: string): Date => new Date(text)
const shop: Frame = fromRows([
  { id: 1, item: "tea", kind: "drink", price: 3.5, sold: 2, day: day("2024-01-01") },
  { id: 2, item: "cake", kind: "food", price: 4, sold: null, day: day("2024-01-01") },
  { id: 3, item: "coffee", kind: "drink", price: 3, sold: 5, day: day("2024-01-02") },
  { id: 4, item: "soup", kind: "food", price: null, sold: 1, day: null },
  { id: 5, item: null, kind: null, price: 1.25, sold: 4, day: day("2024-01-03") },
])
const ids = shop.select("id")

check("sql", {
  "a query": [() => sql`SELECT 1 AS a, 'x' AS b`, "a | b\n1 | x"],
  "of a frame": [() => sql`SELECT max(price) AS most FROM ${shop}`, "most\n4"],
  "of two frames": [
    () => sql`SELECT l.item, r.sold FROM ${shop} AS l JOIN ${shop} AS r ON l.id = r.id + 1 WHERE l.id > 3`,
    "item | sold\nsoup | 5\nnull | 1",
  ],
  "of a frame with verbs": [
    () => sql`SELECT * FROM ${shop.filter({ kind: "food" }).select("item")}`,
    "item\ncake\nsoup",
  ],
  "verbs behind it": [
    () => sql`SELECT id, price FROM ${shop}`.filter(col("price").gt(3)).sortValues("price").select("id"),
    "id\n1\n2",
  ],
  "with a WITH": [
    () => sql`WITH x AS (SELECT id FROM ${shop}) SELECT count(*) AS n FROM x`.filter(col("n").gt(0)),
    "n\n5",
  ],
  "with FROM first": [() => sql`FROM ${ids} LIMIT 1`, "id\n1"],
  "in parentheses": [() => sql`(SELECT 1 AS a) UNION ALL (SELECT 2)`.sortValues("a"), "a\n1\n2"],
  "of VALUES": [() => sql`VALUES (1, 'x'), (2, 'y')`.rename({ col0: "a", col1: "b" }), "a | b\n1 | x\n2 | y"],
  "in a frame of SQL": [() => sql`SELECT a + 1 AS b FROM ${sql`SELECT 1 AS a`}`, "b\n2"],
  "a part in a part": [() => shop.filter(sql`id IN (${1}, ${2}) AND ${sql`price > ${3.6}`}`).select("id"), "id\n2"],
  "as a column": [() => shop.select({ x: sql`upper(item)` }).limit(2), "x\nTEA\nCAKE"],
  "as a key of a sort": [
    () =>
      shop
        .sortValues(sql`-id`.fragment)
        .select("id")
        .limit(2),
    "id\n5\n4",
  ],
  "as a key of groups": [() => shop.groupby({ big: sql`price > 3` }).size(), "big | size\nfalse | 2\ntrue | 2"],
  "as an aggregate": [
    () =>
      sql`SELECT kind, string_agg(item, '+' ORDER BY item) AS all FROM ${shop} GROUP BY kind ORDER BY kind NULLS LAST`.select(
        "kind",
        { items: col("all") },
      ),
    'kind | items\ndrink | "coffee+tea"\nfood | "cake+soup"\nnull | null',
  ],
  "values of all kinds": [
    () =>
      sql`SELECT ${1} AS i, ${0.5} AS d, ${"it's"} AS s, ${true} AS b, ${null} AS n, ${day("2024-02-29")} AS t, ${[1, 2]} AS l, ${{ a: 1 }} AS o, ${-(2n ** 70n)} AS h`,
    'i | d | s | b | n | t | l | o | h\n1 | 0.5 | "it\'s" | true | null | 2024-02-29 | [1 2] | {a:1} | -1180591620717411303424',
  ],
  "floats at the ends": [
    () =>
      sql`SELECT ${Number.MAX_VALUE} AS a, ${Number.MIN_VALUE} AS b, ${-0} AS c, ${Infinity} AS d, ${-Infinity} AS e, ${Number.NaN} AS f, ${Number.MAX_SAFE_INTEGER} AS g, ${0.1} AS h`,
    "a | b | c | d | e | f | g | h\n1.7976931348623157e+308 | 5e-324 | -0 | Infinity | -Infinity | NaN | 9007199254740991 | 0.1",
  ],
  "comments and quotes of its own": [
    () =>
      sql`SELECT 1 AS a -- it's a ; comment
      /* and " another */ , 'two
lines' AS b`.limit(1),
    'a | b\n1 | "two\\nlines"',
  ],
})

check("names", {
  "with blanks, quotes and dots": [
    () => shop.select("id").rename({ id: 'a "b".c d' }).filter(col('a "b".c d').lt(2)),
    'a "b".c d\n1',
  ],
  "of words of SQL": [
    () =>
      shop
        .select("id")
        .rename({ id: "select" })
        .assign({ from: col("select").add(1) })
        .limit(1),
    "select | from\n1 | 2",
  ],
  "of what joins call their sides": [
    () =>
      ids
        .rename({ id: "l" })
        .merge(ids.rename({ id: "r" }), { leftOn: "l", rightOn: "r" })
        .sortValues("l")
        .limit(1),
    "l | r\n1 | 1",
  ],
  "of what stands for places": [() => ids.rename({ id: "place" }).dropDuplicates("place").limit(1), "place\n1"],
  "of results": [
    () => shop.groupby("kind").agg({ size: col("id").sum(), count: col("id").max() }),
    "kind | size | count\ndrink | 4 | 3\nfood | 6 | 4",
  ],
  swapped: [() => shop.select("id", "price").rename({ id: "price", price: "id" }).limit(1), "price | id\n1 | 3.5"],
  "in the place of others, made of themselves": [
    () =>
      shop
        .select("id", "sold")
        .assign({ id: col("sold"), sold: col("id") })
        .limit(1),
    "id | sold\n2 | 2",
  ],
})

check("expressions", {
  arithmetic: [
    () =>
      shop
        .select({
          a: col("id").add(1),
          b: col("id").sub(col("sold")),
          c: col("price").mul(2),
          d: col("id").div(2),
          e: col("id").floordiv(2),
          f: col("id").mod(2),
          g: col("id").pow(2),
          h: col("id").neg(),
        })
        .limit(2),
    "a | b | c | d | e | f | g | h\n2 | -1 | 7 | 0.5 | 0 | 1 | 1 | -1\n3 | null | 8 | 1 | 1 | 0 | 4 | -2",
  ],
  "precedence is that of the methods": [
    () =>
      shop
        .select({ a: col("id").add(1).mul(2), b: col("id").add(lit(1).mul(2)), c: col("id").sub(col("id").sub(1)) })
        .limit(1),
    "a | b | c\n4 | 3 | 1",
  ],
  comparisons: [
    () =>
      shop.select({
        a: col("sold").eq(2),
        b: col("sold").ne(2),
        c: col("sold").eq(null),
        d: col("sold").ne(null),
        e: col("sold").between(2, 4),
      }),
    "a | b | c | d | e\ntrue | false | false | true | true\nnull | null | true | false | null\nfalse | true | false | true | false\nfalse | true | false | true | false\nfalse | true | false | true | true",
  ],
  "logic with null": [
    () =>
      sql`SELECT * FROM (VALUES (true), (false), (NULL)) t(a)`.select({
        and: col("a").and(true),
        or: col("a").or(true),
        not: col("a").not(),
        nil: col("a").and(lit(null) as never),
      }),
    "and | or | not | nil\ntrue | true | false | null\nfalse | true | true | false\nnull | true | null | null",
  ],
  "coalesce, greatest and least": [
    () =>
      shop
        .select({
          a: coalesce(col("price"), col("sold"), 0),
          b: greatest(col("id"), col("sold")),
          c: least(col("id"), col("sold"), 3),
        })
        .tail(2),
    "a | b | c\n1 | 4 | 1\n1.25 | 5 | 3",
  ],
  "concat counts null as empty, cat does not": [
    () => shop.select({ a: concat(col("item"), "-", col("id")), b: col("item").str.cat("-") }).tail(2),
    "a | b\nsoup-4 | soup-\n-5 | null",
  ],
  "any function": [
    () => shop.select({ a: fn("levenshtein", col("item"), "tee"), b: fn("list_value", col("id"), 1) }).limit(1),
    "a | b\n1 | [1 1]",
  ],
  "dates compared with dates": [() => shop.filter((c) => c["day"]!.ge(day("2024-01-02"))).select("id"), "id\n3\n5"],
  "parts of dates": [
    () =>
      shop.select({ y: col("day").dt.year(), w: col("day").dt.dayOfWeek(), m: col("day").dt.floor("month") }).limit(1),
    "y | w | m\n2024 | 0 | 2024-01-01",
  ],
  labels: [() => shop.select(col("price").round().alias("p"), col("id")).limit(1), "p | id\n4 | 1"],
  "a column of the same value": [
    () => shop.select("id", { one: 1, s: "x", n: null }).limit(1),
    "id | one | s | n\n1 | 1 | x | null",
  ],
  "a filter by a list": [
    () =>
      shop
        .filter({ id: [1, 3], kind: "drink" })
        .filter(col("item").ne("tea"))
        .select("id"),
    "id\n3",
  ],
  "two filters are one condition": [() => shop.filter(col("id").gt(1), col("id").lt(3)).select("id"), "id\n2"],
  "a filter with or keeps to itself": [
    () =>
      shop
        .filter(col("id").eq(1).or(col("id").eq(2)))
        .filter(col("kind").eq("food"))
        .select("id"),
    "id\n2",
  ],
})

check("when", {
  "the first that holds": [
    () =>
      shop.select({ x: when(col("price").gt(3.6)).then("high").when(col("price").gt(3)).then("mid").otherwise("low") }),
    "x\nmid\nhigh\nlow\nlow\nlow",
  ],
  "of columns": [
    () => shop.select({ x: when(col("sold").isna()).then(col("id")).otherwise(col("sold").mul(10)) }),
    "x\n20\n2\n50\n10\n40",
  ],
  "null otherwise": [() => shop.select({ x: when(col("id").gt(4)).then(1).otherwise(null) }).tail(2), "x\nnull\n1"],
  "within another": [
    () =>
      shop
        .select({
          x: when(col("id").lt(3))
            .then(when(col("id").lt(2)).then("a").otherwise("b"))
            .otherwise("c"),
        })
        .limit(3),
    "x\na\nb\nc",
  ],
  "of aggregates": [
    () => shop.groupby("kind").agg({ x: when(col("price").max().gt(3.6)).then("dear").otherwise("cheap") }),
    "kind | x\ndrink | cheap\nfood | dear",
  ],
  "of windows": [
    () =>
      shop
        .assign({
          x: when(rowNumber({ orderBy: "-id" }).eq(1))
            .then("last")
            .otherwise(col("item")),
        })
        .sortValues("id")
        .select("x")
        .tail(2),
    "x\nsoup\nlast",
  ],
  summed: [() => shop.select({ x: when(col("kind").eq("food")).then(1).otherwise(0).sum() }), "x\n2"],
})

check("windows", {
  "of groups, in an order": [
    () =>
      shop
        .assign({ n: rowNumber({ partitionBy: "kind", orderBy: "-price" }) })
        .sortValues("id")
        .select("id", "n"),
    "id | n\n1 | 1\n2 | 1\n3 | 2\n4 | 2\n5 | 1",
  ],
  "by an expression": [
    () =>
      shop
        .assign({
          n: col("id")
            .sum()
            .over({ partitionBy: col("id").mod(2) }),
        })
        .sortValues("id")
        .select("n"),
    "n\n9\n6\n9\n6\n9",
  ],
  "of rows around": [
    () =>
      shop
        .assign({
          n: col("id")
            .sum()
            .over({ orderBy: "id", rows: [-1, 1] }),
        })
        .sortValues("id")
        .select("n"),
    "n\n3\n6\n9\n12\n9",
  ],
  "to the end": [
    () =>
      shop
        .assign({
          n: col("id")
            .count()
            .over({ orderBy: "id", rows: [0, null] }),
        })
        .sortValues("id")
        .select("n"),
    "n\n5\n4\n3\n2\n1",
  ],
  "a sum of nothing is 0": [
    () =>
      shop
        .assign({ n: col("price").sum().over({ partitionBy: "id" }) })
        .sortValues("id")
        .select("n"),
    "n\n3.5\n4\n3\n0\n1.25",
  ],
  "nulls are last in either order": [
    () =>
      shop
        .assign({ a: rowNumber({ orderBy: ["price", "id"] }), b: rowNumber({ orderBy: ["-price", "id"] }) })
        .sortValues("id")
        .select("a", "b"),
    "a | b\n3 | 2\n4 | 1\n2 | 3\n5 | 5\n1 | 4",
  ],
  "filters by them": [
    () =>
      shop
        .filter(rowNumber({ partitionBy: "kind", orderBy: "id" }).eq(1))
        .sortValues("id")
        .select("id"),
    "id\n1\n2\n5",
  ],
  "a filter before them is before them": [
    () =>
      shop
        .filter(col("id").gt(1))
        .assign({ n: rowNumber({ orderBy: "id" }) })
        .filter(col("n").eq(1))
        .select("id", "n"),
    "id | n\n2 | 1",
  ],
  "a filter behind them is behind them": [
    () =>
      shop
        .assign({ n: rowNumber({ orderBy: "id" }) })
        .filter(col("id").gt(1))
        .select("id", "n")
        .sortValues("id")
        .limit(1),
    "id | n\n2 | 2",
  ],
  "two filters by windows": [
    () =>
      shop
        .filter(rowNumber({ orderBy: "id" }).gt(1))
        .filter(rowNumber({ orderBy: "id" }).gt(1))
        .sortValues("id")
        .select("id"),
    "id\n3\n4\n5",
  ],
  "of windows": [
    () =>
      shop
        .assign({ a: col("id").cumsum({ orderBy: "id" }) })
        .assign({ b: col("a").cumsum({ orderBy: "id" }) })
        .sortValues("id")
        .select("a", "b"),
    "a | b\n1 | 1\n3 | 4\n6 | 10\n10 | 20\n15 | 35",
  ],
  "of what is assigned beside it": [
    () =>
      ids
        .assign({ a: (c) => c.id.mul(2), b: (c) => c["a" as "id"].shift(1, { orderBy: "id" }) })
        .sortValues("id")
        .limit(2),
    "id | a | b\n1 | 2 | null\n2 | 4 | 2",
  ],
  "in a group's sum, behind a verb": [
    () =>
      shop
        .assign({ n: rowNumber({ orderBy: "id" }) })
        .groupby("kind")
        .agg({ n: "sum" }),
    "kind | n_sum\ndrink | 4\nfood | 6",
  ],
  "ntile by a function": [
    () => sql`SELECT id, ntile(2) OVER (ORDER BY id) AS n FROM ${shop}`.sortValues("id").select("n"),
    "n\n1\n1\n1\n2\n2",
  ],
})

check("clauses keep their order", {
  "limit, then filter": [() => ids.limit(3).filter(col("id").gt(1)), "id\n2\n3"],
  "filter, then limit": [() => ids.filter(col("id").gt(1)).limit(1), "id\n2"],
  "limit, then sort": [() => ids.limit(2).sortValues("id", { ascending: false }), "id\n2\n1"],
  "limits of limits": [() => ids.limit(4, 1).limit(2, 1), "id\n3\n4"],
  "limit, then sum": [() => ids.limit(3).sum(), "id\n6"],
  "sort, then limit, then groups": [
    () => shop.sortValues("price").limit(2).groupby("kind").count().select("kind", "id"),
    "kind | id\ndrink | 1",
  ],
  "sort, then select of others": [
    () => shop.sortValues("price", { ascending: false }).select("id"),
    "id\n2\n1\n3\n5\n4",
  ],
  "sort, then rename": [
    () => shop.sortValues("price").rename({ price: "id", id: "price" }).select("price").limit(1),
    "price\n5",
  ],
  "sort by what a select made": [
    () =>
      shop
        .select({ p: col("price").neg() })
        .sortValues("p")
        .limit(1),
    "p\n-4",
  ],
  "sort by what a select has under another name": [
    () =>
      shop
        .select("id", { price: col("sold") })
        .sortValues("price")
        .select("id"),
    "id\n4\n1\n5\n3\n2",
  ],
  "a sort after a sort": [
    () => shop.sortValues("id", { ascending: false }).sortValues("kind").select("kind").limit(1),
    "kind\ndrink",
  ],
  "sort, then limit, then another sort": [
    () => shop.nlargest(2, "price").sortValues("id", { ascending: false }).select("id"),
    "id\n2\n1",
  ],
  "sort, then limit, then sums": [
    () =>
      shop
        .sortValues("price", { ascending: false })
        .limit(2)
        .select({ n: col("id").sum() }),
    "n\n3",
  ],
  "sort, then limit, then groups with null": [
    () => shop.sortValues("id", { ascending: false }).limit(2).groupby("kind", { dropna: false }).size(),
    "kind | size\nfood | 1\nnull | 1",
  ],
  "groups of groups": [
    () => shop.groupby(["kind", "day"]).size().groupby("kind").agg({ size: "sum" }),
    "kind | size_sum\ndrink | 2\nfood | 1",
  ],
  "groups, then filter": [
    () => shop.groupby("kind").agg({ price: "max" }).filter(col("price_max").gt(3.6)),
    "kind | price_max\nfood | 4",
  ],
  "distinct, then count": [() => shop.select("kind").dropDuplicates().count(), "kind\n2"],
  "a select of aggregates of a sort": [() => shop.sortValues("id").select({ n: col("id").count() }), "n\n5"],
  "union, then limit": [() => ids.concat(ids).sortValues("id").limit(3), "id\n1\n1\n2"],
  "limits within a union": [() => ids.limit(1).concat(ids.limit(1, 4)).sortValues("id"), "id\n1\n5"],
  "tail of a sort": [() => shop.sortValues("price", { naPosition: "first" }).tail(1).select("item"), "item\ncake"],
  "a join of a sort with a limit": [
    () => ids.merge(shop.sortValues("price").limit(1).select("id", "price"), { on: "id" }),
    "id | price\n5 | 1.25",
  ],
  "a filter of a join": [
    () => ids.merge(shop.select("id", "item"), { on: "id" }).filter(col("item").eq("tea")),
    "id | item\n1 | tea",
  ],
})

suite("the zone of clocks", () => {
  const before_ = config()
  before(() => void config({ timeZone: "America/New_York" }))
  after(() => void config(before_))
  test("is that of config", async () => {
    const rows = await sql`SELECT TIMESTAMPTZ '2024-01-01 00:00:00' AS t`.compute()
    assert.equal((rows[0]!.t as Date).toISOString(), "2024-01-01T05:00:00.000Z")
  })
})

test("the median of decimals, where the type is known", async () => {
  const typed = await sql`SELECT * FROM (VALUES (1.00::DECIMAL(9,2)), (1.01)) t(a)`.typed()
  assert.deepEqual([...(await typed.median().compute())], [{ a: 1.005 }])
  assert.deepEqual([...(await typed.select({ a: (c) => c.a.median() }).compute())], [{ a: 1.005 }])
})

test("the share of what is true, where the type is known", async () => {
  const typed = fromRows([{ ok: true }, { ok: false }, { ok: true }, { ok: true }])
  assert.deepEqual([...(await typed.select({ share: (c) => c.ok.mean() }).compute())], [{ share: 0.75 }])
})
