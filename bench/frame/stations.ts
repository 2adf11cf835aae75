import type { Table } from "../report.ts"
import { stationFiles } from "./data.ts"
import {
  bare,
  byTurns,
  cells,
  dask,
  duckdb,
  entries,
  failures,
  heddle,
  nodePolars,
  polars,
  race,
  withSides,
} from "./sides.ts"

const rounds = 3
const names = [heddle, bare, nodePolars, dask, polars, duckdb] as const

/** A fiftieth of the One Billion Row Challenge. */
export async function stationsTable(): Promise<Table> {
  const folder = await stationFiles()
  return withSides(names, async (sides) => {
    const csv = await race(entries(sides, "stations_csv", folder), rounds)
    const parquet = await race(entries(sides, "stations_parquet", folder), rounds)
    return {
      title: "stations: least, mean and greatest temperature of 413 stations, 2e7 lines",
      method: `The One Billion Row Challenge's file, a fiftieth of it, as CSV and as Parquet; sorted by station. ${byTurns(sides, rounds)}`,
      header: ["", ...["CSV", "Parquet"].flatMap((it) => [`${it}, s`, `${it}, to heddle's`, `${it}, CPU s`])],
      rows: names.map((name) => [name, ...cells(csv, name, heddle), ...cells(parquet, name, heddle)]),
      notes: failures([...csv, ...parquet]),
    }
  })
}
