import type { Table } from "../report.ts"
import { idleTable } from "./idle.ts"
import { largeTable } from "./large.ts"
import { packedTable } from "./packed.ts"
import { publishedTable } from "./published.ts"
import { queueTable } from "./queue.ts"
import { callsTable, tasksTable } from "./rates.ts"
import { startTable } from "./start.ts"

/** The tables of remote, in the order in which they are read. */
export const remoteTables: Readonly<Record<string, () => Promise<Table>>> = {
  tasks: tasksTable,
  calls: callsTable,
  large: largeTable,
  start: startTable,
  idle: idleTable,
  packed: packedTable,
  queue: queueTable,
  published: publishedTable,
}
