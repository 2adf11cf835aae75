import assert from "node:assert/strict"
import test, { suite } from "node:test"
import { col, lit, rowNumber, sql, when } from "@heddle/frame"
import type { Expr, Frame } from "@heddle/frame"

/*
 * What frames say of types before DuckDB is asked must be what DuckDB says. Where it is not known, nothing is said.
 */
const literals: Readonly<Record<string, string>> = {
  TINYINT: "1::TINYINT",
  SMALLINT: "1::SMALLINT",
  INTEGER: "1::INTEGER",
  BIGINT: "1::BIGINT",
  HUGEINT: "1::HUGEINT",
  UTINYINT: "1::UTINYINT",
  UINTEGER: "1::UINTEGER",
  UBIGINT: "1::UBIGINT",
  FLOAT: "1::FLOAT",
  DOUBLE: "1::DOUBLE",
  "DECIMAL(9,2)": "1::DECIMAL(9,2)",
  BOOLEAN: "true",
  VARCHAR: "'1'",
  DATE: "DATE '2024-01-01'",
  TIMESTAMP: "TIMESTAMP '2024-01-01'",
  "TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ '2024-01-01'",
}
const names = Object.keys(literals)
const source = `SELECT ${names.map((name) => `${literals[name]} AS "${name}"`).join(", ")}`
const raw = sql([source] as unknown as TemplateStringsArray)

const over = { orderBy: "BIGINT" }
const made: Readonly<Record<string, (own: Expr<never>) => Expr>> = {
  itself: (own) => own,
  "add 1": (own) => own.add(1),
  "add 0.5": (own) => own.add(0.5),
  "add itself": (own) => own.add(own),
  sub: (own) => own.sub(2),
  mul: (own) => own.mul(2),
  "mul of a large number": (own) => own.mul(2 ** 40),
  div: (own) => own.div(2),
  floordiv: (own) => own.floordiv(2),
  mod: (own) => own.mod(2),
  "mod of a column": (own) => own.mod(col("INTEGER")),
  pow: (own) => own.pow(2),
  neg: (own) => own.neg(),
  abs: (own) => own.abs(),
  round: (own) => own.round(),
  floor: (own) => own.floor(),
  ceil: (own) => own.ceil(),
  sqrt: (own) => own.sqrt(),
  sign: (own) => own.sign(),
  clip: (own) => own.clip(col("INTEGER") as never),
  "eq itself": (own) => own.eq(own),
  isna: (own) => own.isna(),
  isin: (own) => own.isin([own]),
  "fillna of itself": (own) => own.fillna(own),
  "fillna of a number": (own) => own.fillna(0.5 as never),
  where: (own) => own.where(lit(true)),
  replace: (own) => own.replace(new Map([[null as never, null]])),
  cast: (own) => own.cast("varchar"),
  "cast to int": (own) => own.tryCast("int"),
  "cast to text": (own) => own.cast("text"),
  "cast to a decimal": (own) => own.tryCast("decimal(18, 3)"),
  "cast to a list": (own) => own.tryCast("double[]"),
  "str.len": (own) => own.str.len(),
  "str.upper": (own) => own.str.upper(),
  "str.split": (own) => own.str.split(","),
  "str.contains": (own) => own.str.contains("x"),
  "dt.year": (own) => own.dt.year(),
  "dt.floor": (own) => own.dt.floor("day"),
  "dt.date": (own) => own.dt.date(),
  "dt.epochMs": (own) => own.dt.epochMs(),
  "dt.timestamp": (own) => own.dt.timestamp(),
  "dt.dayOfWeek": (own) => own.dt.dayOfWeek(),
  "dt.strftime": (own) => own.dt.strftime("%Y"),
  "dt.tzConvert": (own) => own.dt.tzConvert("UTC"),
  sum: (own) => own.sum(),
  mean: (own) => own.mean(),
  min: (own) => own.min(),
  max: (own) => own.max(),
  count: (own) => own.count(),
  nunique: (own) => own.nunique(),
  std: (own) => own.std(),
  var: (own) => own.var({ ddof: 0 }),
  median: (own) => own.median(),
  quantile: (own) => own.quantile(0.5),
  prod: (own) => own.prod(),
  any: (own) => own.any(),
  mode: (own) => own.mode(),
  list: (own) => own.list(),
  "sum over": (own) => own.sum().over({ partitionBy: "INTEGER" }),
  "max over": (own) => own.max().over(),
  shift: (own) => own.shift(1, over),
  diff: (own) => own.diff(1, over),
  pctChange: (own) => own.pctChange(1, over),
  cumsum: (own) => own.cumsum(over),
  cummax: (own) => own.cummax(over),
  cumprod: (own) => own.cumprod(over),
  cumcount: (own) => own.cumcount(over),
  rank: (own) => own.rank(),
  "rolling sum": (own) => own.rolling(2, over).sum(),
  "rolling mean": (own) => own.rolling(2, over).mean(),
  "rolling count": (own) => own.rolling(2, over).count(),
  ffill: (own) => own.ffill(over),
  rowNumber: () => rowNumber(over),
  when: (own) =>
    when(lit(true))
      .then(own as never)
      .otherwise(null),
  "a number": () => lit(1),
  "a large number": () => lit(2 ** 40),
  "a float": () => lit(0.5),
  "a text": () => lit("x"),
  "a boolean": () => lit(true),
  "a date": () => lit(new Date(0)),
  "minus zero": () => lit(-0),
}

async function actual(frame: Frame): Promise<string | undefined> {
  const asked = sql`DESCRIBE ${frame}`
  const found = await asked.compute().catch(() => undefined)
  return found?.[0]?.column_type as string | undefined
}

suite("types that are known before", async () => {
  const source = await raw.typed()
  for (const [name, make] of Object.entries(made)) {
    test(name, async () => {
      const wrong: string[] = []
      for (const type of names) {
        // Of numbers, functions of times are others.
        if (name.startsWith("dt.") && !/DATE|TIME/.test(type)) continue
        const frame = source.select({
          x: make(col(type)),
        })
        const said = frame.node.columns?.[0]?.type
        const found = await actual(frame)
        if (said !== undefined && found !== undefined && said !== found)
          wrong.push(`${type}: ${said}, but it is ${found}`)
      }
      assert.deepEqual(wrong, [])
    })
  }

  const verbs: Readonly<Record<string, (frame: Frame) => Frame>> = {
    "groupby.sum": (frame) => frame.groupby("VARCHAR").sum(),
    "groupby.mean": (frame) => frame.groupby("VARCHAR").mean(),
    "groupby.first": (frame) => frame.groupby("VARCHAR").first(),
    "groupby.max": (frame) => frame.groupby("VARCHAR").max(),
    "groupby.any of numbers": (frame) => frame.groupby("VARCHAR").select("DOUBLE", "BOOLEAN").any(),
    "groupby.size": (frame) => frame.groupby("VARCHAR").size(),
    sum: (frame) => frame.sum(),
    prod: (frame) => frame.prod(),
    median: (frame) => frame.median(),
    count: (frame) => frame.count(),
    describe: (frame) => frame.describe(),
    valueCounts: (frame) => frame.valueCounts("DATE"),
    "valueCounts normalize": (frame) => frame.valueCounts("DATE", { normalize: true }),
    astype: (frame) => frame.select("BIGINT", "FLOAT").astype("varchar"),
    fillna: (frame) => frame.fillna(0.5),
    merge: (frame) => frame.merge(frame, { on: "INTEGER", how: "outer" }),
    "merge of other types": (frame) =>
      frame
        .select("BIGINT")
        .rename({ BIGINT: "k" })
        .merge(frame.select("TINYINT").rename({ TINYINT: "k" }), { on: "k", how: "outer" }),
    concat: (frame) => frame.concat(frame),
    "concat of other types": (frame) =>
      frame.select("BIGINT").concat(frame.select("DOUBLE").rename({ DOUBLE: "BIGINT" })),
    melt: (frame) => frame.melt({ idVars: "DATE", valueVars: ["BIGINT"] }),
    "melt of other types": (frame) => frame.melt({ idVars: "DATE", valueVars: ["BIGINT", "DOUBLE"] }),
    pivotTable: (frame) =>
      frame.pivotTable({ index: "DATE", columns: "BIGINT", values: ["DOUBLE", "INTEGER"], aggfunc: "sum", of: [1] }),
    "pivotTable of floats": (frame) => frame.pivotTable({ index: "DATE", columns: "BIGINT", values: "FLOAT", of: [1] }),
    explode: (frame) => frame.select("DATE", { l: col("BIGINT").list().over() }).explode("l"),
    dropDuplicates: (frame) => frame.dropDuplicates("DATE"),
    "groupby.head": (frame) => frame.groupby("DATE").head(1),
    tail: (frame) => frame.tail(1),
  }
  for (const [name, verb] of Object.entries(verbs)) {
    test(name, async () => {
      const frame = verb(source)
      const found = await sql`DESCRIBE ${frame}`.compute()
      const wrong = found.flatMap(({ column_name: column, column_type: type }, i) => {
        const said = frame.node.columns?.[i]
        if (said === undefined || (said.name === column && (said.type === undefined || said.type === type))) return []
        return [`${said.name}: ${said.type}, but it is ${column}: ${type}`]
      })
      assert.deepEqual(wrong, [])
    })
  }
})
