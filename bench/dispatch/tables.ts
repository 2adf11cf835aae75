import type { Table } from "../report.ts"
import { burstTable } from "./burst.ts"
import { floorTable } from "./floor.ts"
import { growthTable } from "./growth.ts"
import { idleTable } from "./idle.ts"
import { largeTable } from "./large.ts"
import { millionTable } from "./million.ts"
import { smallTable } from "./small.ts"
import { tripTable } from "./trip.ts"
import { unevenTable } from "./uneven.ts"
import { warmTable } from "./warm.ts"

/** The tables of dispatch, in the order in which they are read. */
export const dispatchTables: Readonly<Record<string, () => Promise<Table>>> = {
  burst: burstTable,
  trip: tripTable,
  floor: floorTable,
  million: millionTable,
  small: smallTable,
  large: largeTable,
  idle: idleTable,
  growth: growthTable,
  uneven: unevenTable,
  warm: warmTable,
}
