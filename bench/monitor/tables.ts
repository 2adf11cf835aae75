import type { Table } from "../report.ts"
import { samplingTable } from "./sampling.ts"

/** The tables of monitor, in the order in which they are read. */
export const monitorTables: Readonly<Record<string, () => Promise<Table>>> = {
  sampling: samplingTable,
}
