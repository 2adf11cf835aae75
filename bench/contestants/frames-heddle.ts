import { rmSync } from "node:fs"
import { Pool } from "heddle"
import { jit } from "heddle/jit"
import { col, config, fromColumns, readCsv, readParquet, rowNumber, sql } from "@heddle/frame"
import type { Frame } from "@heddle/frame"
import type { Task, Tasks } from "./frames.ts"
import { sums, sumsOfFile } from "./frames-figures.ts"

export const version: string = "heddle"
config({ threads: 2 })
// The others have their engine too before they are asked.
await fromColumns({ a: [1] }).len()

const columns = { key: "VARCHAR", x: "DOUBLE", n: "BIGINT" } as const

/** A frame of any rows. */
type Made = Pick<Frame, "toParquet" | "toSql"> & { compute(): Promise<object> }

/** A frame whose rows are asked for. */
function rows(frame: () => Made, ...names: readonly string[]): Task {
  return {
    run: () => frame().compute(),
    value: (found: object[]) => sums(found, ...names),
    sql: () => frame().toSql(),
  }
}

/** A frame that is written to a file. */
function written(frame: () => Made, file: string): Task {
  return {
    run: () => frame().toParquet(file),
    value: async () => {
      const found = await sumsOfFile(file)
      rmSync(file)
      return found
    },
    sql: () => frame().toSql(),
  }
}

const groups: readonly ((frame: Frame) => Made)[] = [
  (frame) => frame.groupby("id1", { sort: false }).agg({ v1: col("v1").sum() }),
  (frame) => frame.groupby(["id1", "id2"], { sort: false }).agg({ v1: col("v1").sum() }),
  (frame) => frame.groupby("id3", { sort: false }).agg({ v1: col("v1").sum(), v3: col("v3").mean() }),
  (frame) =>
    frame.groupby("id4", { sort: false }).agg({ v1: col("v1").mean(), v2: col("v2").mean(), v3: col("v3").mean() }),
  (frame) =>
    frame.groupby("id6", { sort: false }).agg({ v1: col("v1").sum(), v2: col("v2").sum(), v3: col("v3").sum() }),
  (frame) =>
    frame.groupby(["id4", "id5"], { sort: false }).agg({ median_v3: col("v3").median(), sd_v3: col("v3").std() }),
  (frame) => frame.groupby("id3", { sort: false }).agg({ range_v1_v2: col("v1").max().sub(col("v2").min()) }),
  (frame) =>
    frame
      .select("id6", "v3")
      .filter(col("v3").notna())
      .filter(rowNumber({ partitionBy: "id6", orderBy: "-v3" }).le(2)),
  (frame) => sql`SELECT id2, id4, pow(corr(v1, v2), 2) AS r2 FROM ${frame} GROUP BY id2, id4`,
  (frame) =>
    frame
      .groupby(["id1", "id2", "id3", "id4", "id5", "id6"], { sort: false })
      .agg({ v3: col("v3").sum(), count: col("v3").count() }),
]

const suffixes = ["", "_y"] as const
const joins: readonly ((x: Frame, of: (name: string) => Frame) => Made)[] = [
  (x, of) => x.merge(of("small"), { on: "id1", suffixes }),
  (x, of) => x.merge(of("medium"), { on: "id2", suffixes }),
  (x, of) => x.merge(of("medium"), { on: "id2", how: "left", suffixes }),
  (x, of) => x.merge(of("medium"), { on: "id5", suffixes }),
  (x, of) => x.merge(of("big"), { on: "id3", suffixes }),
]

const stations = (frame: Frame): Made =>
  frame
    .groupby("station")
    .agg({ low: col("temperature").min(), mean: col("temperature").mean(), high: col("temperature").max() })

const distance = jit((x: Float64Array, y: Float64Array, out: Float64Array) => {
  for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(x[i]! * x[i]! + y[i]! * y[i]!)
})

const pool = new Pool({ workers: 2 })
process.once("beforeExit", () => void pool.close())

/** The sum of an array, and how long it is. */
const figures = ({ d }: { readonly d: Float64Array }): number[] => [d.length, d.reduce((sum, one) => sum + one, 0)]

export const tasks: Tasks = {
  /** As a user writes it. */
  seed_csv: (folder) => rows(() => readCsv(`${folder}/large_dataset_*.csv`).groupby("key").mean(), "x", "n"),
  seed_parquet: (folder) =>
    rows(() => readParquet(`${folder}/large_dataset_*.parquet`).groupby("key").mean(), "x", "n"),
  /** Without looking at the files first, and in any order. */
  seed_csv_given: (folder) =>
    rows(() => readCsv(`${folder}/large_dataset_*.csv`, { columns }).groupby("key", { sort: false }).mean(), "x", "n"),
  seed_parquet_given: (folder) =>
    rows(() => readParquet(`${folder}/large_dataset_*.parquet`).groupby("key", { sort: false }).mean(), "x", "n"),
  stations_csv: (folder) =>
    rows(
      () =>
        stations(
          readCsv(`${folder}/measurements.csv`, {
            header: false,
            delimiter: ";",
            columns: { station: "VARCHAR", temperature: "DOUBLE" },
          }) as never,
        ),
      "low",
      "mean",
      "high",
    ),
  stations_parquet: (folder) =>
    rows(() => stations(readParquet(`${folder}/measurements.parquet`)), "low", "mean", "high"),
  groups(folder, word) {
    const [question, file] = word.split(" ")
    return written(() => groups[Number(question)]!(readParquet(`${folder}/groups.parquet`)), file!)
  },
  joins(folder, word) {
    const [question, file] = word.split(" ")
    const of = (name: string): Frame => readParquet(`${folder}/${name}.parquet`)
    return written(() => joins[Number(question)]!(of("x"), of), file!)
  },
  sort(folder, word) {
    const [limit, file] = word.split(" ")
    config({ memoryLimit: Number(limit) })
    return written(() => readParquet(`${folder}/rows.parquet`).sortValues("x"), file!)
  },
  parts_function: (folder) => ({
    run: () =>
      readParquet(`${folder}/points.parquet`)
        .mapPartitions(
          (part) => {
            const { x, y } = part as unknown as Readonly<Record<"x" | "y", Float64Array>>
            const d = new Float64Array(x.length)
            distance(x, y, d)
            return { d }
          },
          { pool },
        )
        .toTypedArrays(),
    value: figures,
  }),
  parts_sql: (folder) => ({
    run: () =>
      readParquet(`${folder}/points.parquet`)
        .select({
          d: col("x")
            .mul(col("x"))
            .add(col("y").mul(col("y")))
            .sqrt(),
        })
        .toTypedArrays(),
    value: figures,
  }),
}
