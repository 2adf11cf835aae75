import type { Table } from "../report.ts"
import { dashboardTable } from "./dashboard.ts"
import { eventsTable } from "./events.ts"
import { samplingTable } from "./sampling.ts"

/** The tables of the monitor, in the order in which they are read. */
export const monitorTables: Readonly<Record<string, () => Promise<Table>>> = {
  events: eventsTable,
  sampling: samplingTable,
  dashboard: dashboardTable,
}
