import { MemoryBudgetError } from "../../core/errors/index.ts"
import type { BudgetRow } from "../../core/errors/index.ts"
import type { Node } from "../expr/index.ts"
import type { Sink } from "../storage/index.ts"
import { budgetOf, budgetTable, peakOf, sizeText } from "./budget.ts"
import { Plan } from "./plan.ts"
import type { PlanSettings } from "./plan.ts"
import { worthSharing } from "./shared.ts"
import type { Stage } from "./stages.ts"

/** What a plan must keep to. */
export interface Limits {
  /** Bytes. */
  readonly memory: number
  readonly threads: number
  /** Elements of a tile; undefined: as is best. */
  readonly tile: number | undefined
  /** The path of a file for what has no place in memory. */
  readonly file: (node: number) => string
  readonly isAlone: (stage: Stage) => boolean
}

export interface PlanWithin {
  readonly plan: Plan
  readonly budget: readonly BudgetRow[]
  /** Arrays that are kept in files. */
  readonly spilled: number
}

/** No smaller tiles than this. */
const leastTile = 4096

/**
 * A plan that keeps to a limit: with smaller tiles, without keeping what can be computed again, with what must be kept in files.
 *
 * @throws MemoryBudgetError where none of that is enough
 */
export function planWithin(roots: readonly Node[], limits: Limits, sinks?: readonly (Sink | undefined)[]): PlanWithin {
  const files = new Map<number, string>()
  let tile = limits.tile
  let kept = worthSharing(roots)
  for (;;) {
    const settings: PlanSettings = { ...(tile !== undefined && { tile }), files, ...(sinks && { sinks }) }
    const plan = new Plan(roots, settings, kept)
    const budget = budgetOf(plan, limits.threads, limits.isAlone)
    const peak = peakOf(budget)
    if (peak <= limits.memory) return { plan, budget, spilled: files.size }
    const worst = budget.find(({ total }) => total === peak)!
    const free = [...plan.spillable]
      .filter(([id, slot]) => !files.has(id) && slot.bytes > 0 && !slot.isKept)
      .toSorted(([, a], [, b]) => b.bytes - a.bytes)
    if (worst.buffers > worst.output + worst.live && plan.tile > leastTile)
      tile = Math.max(leastTile, Math.floor(plan.tile / 4))
    else if (free.length > 0) files.set(free[0]![0], limits.file(free[0]![0]))
    else if (plan.tile > leastTile) tile = Math.max(leastTile, Math.floor(plan.tile / 4))
    else if (kept.size > 0) kept = new Set()
    else throw refusal(budget, peak, limits.memory)
  }
}

function refusal(budget: readonly BudgetRow[], peak: number, limit: number): MemoryBudgetError {
  const worst = budget.find(({ total }) => total === peak)!
  const hint =
    worst.output > limit / 2
      ? "the result itself is large: reduce it, write it with toZarr() or toNpy(), or raise config({ memoryLimit })"
      : "raise config({ memoryLimit }), or persist less at once"
  return new MemoryBudgetError(
    `this takes ${sizeText(peak)} of memory, and memoryLimit is ${sizeText(limit)}\n${budgetTable(budget)}`,
    limit,
    budget,
    hint,
  )
}
