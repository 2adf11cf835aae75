import pl from "nodejs-polars"
import type { Task, Tasks } from "./frames.ts"
import { sums } from "./frames-figures.ts"

export const version: string = `nodejs-polars ${pl.version}`

type Frame = ReturnType<typeof pl.scanParquet>

function rows(frame: () => Frame, ...names: readonly string[]): Task {
  return {
    run: async () => (await frame().collect()).toRecords(),
    value: (found: object[]) => sums(found, ...names),
  }
}

const means = (frame: Frame): Frame => frame.groupBy("key").agg(pl.col("x").mean(), pl.col("n").mean())
const stations = (frame: Frame): Frame =>
  frame
    .groupBy("station")
    .agg(
      pl.col("temperature").min().alias("low"),
      pl.col("temperature").mean().alias("mean"),
      pl.col("temperature").max().alias("high"),
    )
    .sort("station")

export const tasks: Tasks = {
  seed_csv: (folder) => rows(() => means(pl.scanCSV(`${folder}/large_dataset_*.csv`)), "x", "n"),
  seed_parquet: (folder) => rows(() => means(pl.scanParquet(`${folder}/large_dataset_*.parquet`)), "x", "n"),
  stations_csv: (folder) =>
    rows(
      () =>
        stations(
          pl
            .scanCSV(`${folder}/measurements.csv`, { hasHeader: false, sep: ";" })
            .rename({ column_1: "station", column_2: "temperature" }),
        ),
      "low",
      "mean",
      "high",
    ),
  stations_parquet: (folder) =>
    rows(() => stations(pl.scanParquet(`${folder}/measurements.parquet`)), "low", "mean", "high"),
}
