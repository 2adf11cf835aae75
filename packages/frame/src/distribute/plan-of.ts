import { bytes, integer, knownKeys } from "heddle/extend"
import type { QueryOptions } from "../engine/index.ts"
import { describe, ScratchFolder } from "../engine/index.ts"
import { neededOf } from "../plan/index.ts"
import type { Node, Source } from "../plan/index.ts"
import { contextOf, settled } from "../run/index.ts"
import { divided } from "./files.ts"
import type { Divided } from "./files.ts"
import type { Plan } from "./plan.ts"
import { Planner } from "./planner.ts"
import { Stages } from "./stages.ts"

/** How a query is divided. */
export interface PlanOptions extends QueryOptions {
  /** Into how many parts, at most, a source is divided, and into how many a shuffle divides. */
  readonly partitions: number
  /** A side of a join whose files are at most so large goes to all partitions of the other. Default: "64M". */
  readonly broadcastLimit?: number | string
}

/**
 * The stages of a relation, as plain data. Files of data in memory, and of functions of the program's, are there until it
 * is disposed of.
 */
export async function planOf(node: Node, options: PlanOptions): Promise<{ readonly plan: Plan } & Disposable> {
  knownKeys(options, ["partitions", "broadcastLimit", "signal", "progress"])
  const { broadcastLimit = "64M", signal } = options
  const partitions = integer("partitions", options.partitions, { min: 1 })
  const most = bytes("broadcastLimit", broadcastLimit, { min: 0 })
  using own = new DisposableStack()
  const relation = own.use(await settled(node, { signal })).node
  const scratch = own.use(new ScratchFolder())
  const sources = new Map<Source, Divided>()
  for (const [source, needed] of neededOf(relation)) {
    sources.set(source, await divided(source, partitions, contextOf({ signal }, scratch, needed), { signal }))
  }
  const planner = new Planner(new Stages(partitions, describe), sources, most)
  const stages = await planner.stages(relation)
  const kept = own.move()
  return {
    plan: { partitions, stages, columns: stages.at(-1)!.columns },
    [Symbol.dispose]: () => kept[Symbol.dispose](),
  }
}
