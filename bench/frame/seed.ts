import { verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { seedFiles } from "./data.ts"
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
  ratio,
  sideOf,
  sqlOf,
  withSides,
} from "./sides.ts"
import type { Entry, Result, Side } from "./sides.ts"

const rounds = 7
/** What heddle adds to a query is a few parts in a hundred: so many turns of the two alone tell it from noise. */
const closeRounds = 40
const asGiven = "heddle, sort: false"

/** A group's mean of 8 files: the program of the articles. */
export async function seedTable(): Promise<Table> {
  const folder = await seedFiles()
  return withSides([heddle, bare, nodePolars, dask, polars, duckdb], async (sides) => {
    const [csv, parquet] = [await means(sides, "csv", folder), await means(sides, "parquet", folder)]
    const [closeCsv, closeParquet] = [await close(sides, "csv", folder), await close(sides, "parquet", folder)]
    const names = [heddle, asGiven, bare, nodePolars, dask, polars, duckdb]
    return {
      title: "seed: the mean of each key, of 8 files",
      method: `readCsv("large_dataset_*.csv").groupby("key").mean(): 8 files of 1e6 rows, 1001 keys, a float and an integer, as CSV and as Parquet. ${byTurns(sides, rounds)}`,
      header: ["", ...["CSV", "Parquet"].flatMap((it) => [`${it}, s`, `${it}, to heddle's`, `${it}, CPU s`])],
      rows: names.map((name) => [name, ...cells(csv, name, heddle), ...cells(parquet, name, heddle)]),
      notes: [
        verdict("CSV, to Dask's time:", ratio(csv, heddle, dask), "<=", 0.9),
        verdict("CSV, to Polars' time:", ratio(csv, heddle, polars), "<=", 1.6),
        verdict("Parquet, to Polars' time:", ratio(parquet, heddle, polars), "<=", 1.1),
        verdict("CSV, to DuckDB's time with the same SQL:", ratio(closeCsv, asGiven, bare), "<=", 1.03),
        verdict("Parquet, to DuckDB's time with the same SQL:", ratio(closeParquet, asGiven, bare), "<=", 1.03),
        `${asGiven}: and the columns of the CSV files given, so that nothing is looked up; DuckDB from Node is given the SQL of that, by toSql(); those two ratios are of ${closeRounds} more turns of the two alone`,
        ...failures([...csv, ...parquet]),
      ],
    }
  })
}

async function means(sides: readonly Side[], format: string, folder: string): Promise<Result[]> {
  const [given, sql] = await sameQuery(sides, format, folder)
  const others = entries(sides, `seed_${format}`, folder).filter(({ name }) => name !== bare)
  return race([...others, sql, given], rounds)
}

/** heddle, and DuckDB with heddle's SQL, alone. */
async function close(sides: readonly Side[], format: string, folder: string): Promise<Result[]> {
  return race(await sameQuery(sides, format, folder), closeRounds)
}

async function sameQuery(sides: readonly Side[], format: string, folder: string): Promise<readonly [Entry, Entry]> {
  const own = sideOf(sides, heddle)
  const sql = await sqlOf(own, `seed_${format}_given`, folder)
  return [
    { name: asGiven, side: own, words: [`seed_${format}_given`, folder] },
    { name: bare, side: sideOf(sides, bare), words: ["seed", folder, sql] },
  ]
}
