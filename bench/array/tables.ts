import type { Table } from "../report.ts"
import { dailyTable } from "./daily.ts"
import { overheadTable } from "./overhead.ts"
import { peakTable } from "./peak.ts"
import { rechunkTable } from "./rechunk.ts"
import { seedsTable } from "./seeds.ts"
import { windowTable } from "./window.ts"

/** The tables of arrays, in the order in which they are read. */
export const arrayTables: Readonly<Record<string, () => Promise<Table>>> = {
  seeds: seedsTable,
  daily: dailyTable,
  rechunk: rechunkTable,
  window: windowTable,
  overhead: overheadTable,
  peak: peakTable,
}
