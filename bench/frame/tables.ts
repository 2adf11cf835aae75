import type { Table } from "../report.ts"
import { sweep } from "./data.ts"
import { groupsTable, joinsTable } from "./h2o.ts"
import { partsTable } from "./parts.ts"
import { seedTable } from "./seed.ts"
import { sortTable } from "./sort.ts"
import { stationsTable } from "./stations.ts"

sweep()

/** The tables of frames, in the order in which they are read. */
export const frameTables: Readonly<Record<string, () => Promise<Table>>> = {
  seed: seedTable,
  groups: groupsTable,
  joins: joinsTable,
  stations: stationsTable,
  sort: sortTable,
  parts: partsTable,
}
