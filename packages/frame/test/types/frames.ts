// What frames infer, and how their errors read.
import { col, fromArray, fromColumns, fromRows, readCsv, readJson, readParquet, sql, when } from "@heddle/frame"
import type { Expr, Frame, GroupBy, SqlFrame, Table } from "@heddle/frame"

/** Compiles only where `value` is exactly a `T`. */
function is<T>() {
  return <V>(_value: V, ..._same: [T, V] extends [V, T] ? [] : ["is another type"]): void => {}
}

const frame = readCsv("*.csv", { columns: { key: "VARCHAR", v: "DOUBLE", n: "BIGINT", day: "DATE", ok: "BOOLEAN" } })
type Row = {
  key: string | null
  v: number | null
  n: number | bigint | null
  day: Date | null
  ok: boolean | null
}

export async function infers(): Promise<void> {
  is<Frame<Row>>()(frame)
  is<readonly ("key" | "v" | "n" | "day" | "ok")[]>()(frame.columns)
  is<Table<Row>>()(await frame.compute())
  for (const row of await frame.compute()) is<Row>()(row)
  for await (const row of frame) is<Row>()(row)
  is<(number | null)[]>()((await frame.toColumns()).v)
  is<(string | null)[]>()(await frame.unique("key"))
  is<Frame<{ a: number; b: string }>>()(fromRows([{ a: 1, b: "x" }]))
  is<Frame<{ a: number | null; b: string; c: number | bigint }>>()(
    fromColumns({ a: new Float64Array(1), b: ["x"], c: new BigInt64Array(1) }),
  )
  is<Frame<{ a: number | null }>>()(readJson("x.json", { columns: { a: "INTEGER" } }))
  is<Frame<{ a: (number | null)[] | null }>>()(readCsv("x.csv", { columns: { a: "DOUBLE[]" } }))
  is<Frame<{ a: number | null }>>()(readCsv("x.csv", { columns: { a: "DECIMAL(18,3)" } }))
}

export async function selects(): Promise<void> {
  is<Frame<{ key: string | null; v: number | null }>>()(frame.select("key", "v"))
  is<Frame<{ key: string | null; v: number | null }>>()(frame.select(["key", "v"]))
  is<Frame<{ readonly twice: number | null }>>()(frame.select({ twice: (c) => c.v.mul(2) }))
  is<number | null>()((await frame.select("key", { twice: (c) => c.v.mul(2) }).compute())[0]!.twice)
  is<string | null>()((await frame.select("key", { twice: (c) => c.v.mul(2) }).compute())[0]!.key)
  is<number>()((await frame.assign({ z: 1 }).compute())[0]!.z)
  frame.assign({ z: 1 }).filter((c) => c.z.eq(2))
  is<boolean | null>()((await frame.assign({ v: (c) => c.v.gt(1) }).compute())[0]!.v)
  is<Frame<{ key: string | null }>>()(frame.drop("v", "n", "day", "ok"))
  is<"key" | "value" | "n" | "day" | "ok">()(null as unknown as keyof Awaited<ReturnType<typeof renamed>>)
  is<number>()((await frame.dropna().compute())[0]!.v)
  is<Frame<Row>>()(frame.filter((c) => c.v.gt(1).and(c.key.eq("x")), { ok: true, n: [1, 2n] }))
  is<Frame<Row>>()(frame.sortValues(["key", col("v").abs()], { ascending: [true, false] }).head(3))
  is<string | null>()((await frame.astype({ v: "VARCHAR" }).compute())[0]!.v)
  is<Frame<{ readonly x: Date }>>()(frame.select({ x: new Date() }))
  frame.select({ x: sql`upper(key)` }).filter((c) => c.x.eq("A"))
  is<Expr<"a" | "b" | null>>()(when(col("x").gt(1)).then<"a">("a").otherwise<"b">("b"))
}
async function renamed() {
  return (await frame.rename({ v: "value" }).compute())[0]!
}

export async function reduces(): Promise<void> {
  is<GroupBy<Row, "key">>()(frame.groupby("key"))
  is<Frame<{ key: string | null; v: number | null; n: number | null; ok: number | null }>>()(
    frame.groupby("key").mean(),
  )
  is<Frame<{ key: string | null; size: number }>>()(frame.groupby("key").size())
  const made = (
    await frame
      .groupby(["key", "day"])
      .agg({ v: ["mean", "max"], n: "count" })
      .compute()
  )[0]!
  is<number | null>()(made.v_mean)
  is<number | null>()(made.v_max)
  is<number>()(made.n_count)
  is<Date | null>()(made.day)
  const named = (
    await frame
      .groupby("key")
      .agg({ range: col<number>("v").max() })
      .compute()
  )[0]!
  is<number | null>()(named.range)
  is<number>()((await frame.count().compute())[0]!.key)
  is<number>()((await frame.valueCounts("key").compute())[0]!.count)
  is<Frame<{ day: Date | null; v: number | null }>>()(frame.groupby("day").select("v").sum())
}

export async function joins(): Promise<void> {
  const other = readCsv("y.csv", { columns: { key: "VARCHAR", w: "FLOAT" } })
  const both = (await frame.merge(other, { on: "key" }).compute())[0]!
  is<number | null>()(both.w)
  is<number | null>()(both.v)
  frame.concat(other)
  is<SqlFrame>()(sql`SELECT * FROM ${frame}`)
  is<Frame>()(readParquet("x.parquet"))
  is<Frame<Record<string, number | null>>>()(fromArray({ shape: [2, 2], dtype: "float64" }))
  const typed = await readParquet("x.parquet").typed({ a: "INTEGER", s: "VARCHAR" })
  is<Frame<{ a: number | null; s: string | null }>>()(typed)
}

/** Names of columns that TypeScript does not know are any names. */
export async function untyped(): Promise<void> {
  const any = readCsv("*.csv")
  any
    .filter((c) => c.v.gt(1))
    .assign({ w: (c) => c.v.mul(2) })
    .drop("v")
    .filter((c) => c.w.gt(1))
  any.mapPartitions(({ x, y }) => ({ z: Float64Array.from(x, (a, i) => Math.hypot(Number(a), y[i])) }))
  any.apply(["x", "y"], (x, y) => Float64Array.from(x, (a, i) => Math.hypot(Number(a), y[i])), { as: "z" })
  for (const row of await any.compute()) is<unknown>()(row.whatever)
}

/** Programs that take frames of any rows. */
export function takes(any: Frame): Frame {
  return any.groupby("whatever").mean()
}

export async function functions(): Promise<void> {
  const lengths = frame.mapPartitions(
    ({ v, key }, { index }) => {
      is<number>()(index)
      is<(string | null)[]>()(key)
      return { length: Float64Array.from(v, Number) }
    },
    { columns: { length: "DOUBLE" } },
  )
  is<Frame<{ length: number | null }>>()(lengths)
  is<number | null>()((await frame.apply("v", (v) => v, { as: "root" }).compute())[0]!.root)
}

export function refuses(): void {
  // error TS2769: No overload matches this call. The last overload gave the following error. Argument of type '"kye"' is
  // not assignable to parameter of type 'readonly Name<
  frame.groupby("kye")
  // error TS2339: Property 'kye' does not exist on type '{ readonly day: Expr<
  frame.filter((c) => c.kye.gt(1))
  // error TS2345: Argument of type '"x"' is not assignable to parameter of type 'Operand<number | null>'.
  frame.filter((c) => c.v.gt("x"))
  // error TS2345: Argument of type '1' is not assignable to parameter of type 'Operand<string | null>'.
  frame.filter((c) => c.key.eq(1))
  // error TS2769: No overload matches this call.
  frame.select("kye")
  // error TS2345: Argument of type '"kye"' is not assignable to parameter of type
  frame.drop("kye")
  // error TS2345: Argument of type '"kye"' is not assignable to parameter of type
  frame.sortValues("kye")
  // error TS2322: Type 'string' is not assignable to type 'boolean | readonly boolean[] | undefined'.
  frame.sortValues("v", { ascending: "no" })
  // error TS2353: 'kye' does not exist in type 'Condition<
  frame.filter({ kye: 1 })
  // error TS2769: Type '"mena"' is not assignable to type
  frame.groupby("key").agg({ v: "mena" })
  // error TS2769: Type '"mean"' is not assignable to type '"mean" & Computed<
  frame.groupby("key").agg({ w: "mean" })
  // error TS2741: Property 'columns' is missing in type '{ index: string; }' but required in type 'PivotOptions'.
  frame.pivotTable({ index: "key" })
  // error TS2345: Argument of type '"kye"' is not assignable to parameter of type
  frame.valueCounts("kye")
  // error TS2820: Type '"lefft"' is not assignable to type 'JoinHow | undefined'. Did you mean '"left"'?
  frame.merge(frame, { how: "lefft" })
  // error TS2345: Argument of type '"kye"' is not assignable to parameter of type
  frame.dropDuplicates("kye")
  // error TS2322: Type '"kye"' is not assignable to type 'Name<
  frame.dropna({ subset: ["kye"] })
}

export async function knows(): Promise<void> {
  const [means] = await frame.groupby("key").agg({ v: "mean" }).compute()
  // error TS2339: Property 'v_sum' does not exist on type
  is<number>()(means!.v_sum)
  const [rest] = await frame.drop("v").compute()
  // error TS2339: Property 'v' does not exist on type
  is<number>()(rest!.v)
  // error TS2345: is not assignable to parameter of type 'Condition<
  // error TS2365: Operator '>' cannot be applied to types 'Expr<number | null>' and 'number'.
  frame.filter((c) => c.v > 1)
}
