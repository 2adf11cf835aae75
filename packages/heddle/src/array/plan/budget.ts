import type { BudgetRow } from "../../core/errors/index.ts"
import type { Plan } from "./plan.ts"
import type { Slot } from "./slots.ts"
import type { Stage } from "./stages.ts"

/** What each stage takes, in bytes, when so many threads run it. */
export function budgetOf(plan: Plan, threads: number, isAlone: (stage: Stage) => boolean): BudgetRow[] {
  const readers = new Map<Slot, number>()
  for (const stage of plan.stages) for (const slot of stage.reads) readers.set(slot, (readers.get(slot) ?? 0) + 1)
  const live = new Set<Slot>()
  return plan.stages.map((stage) => {
    const output = bytes(stage.makes.filter((slot) => !live.has(slot)))
    const before = bytes([...live])
    const count = stage.k === "tiles" ? Math.min(isAlone(stage) ? 1 : threads, stage.tiles) : 1
    const each = stage.k === "tiles" ? stage.workspace + ownBytes : 0
    const row = {
      stage: stage.label,
      buffers: count * each,
      output,
      live: before,
      total: count * each + output + before,
    }
    for (const slot of stage.makes) live.add(slot)
    for (const slot of stage.reads) {
      const left = readers.get(slot)! - 1
      readers.set(slot, left)
      if (left === 0 && !slot.isKept) live.delete(slot)
    }
    for (const slot of stage.makes) if (!slot.isKept && (readers.get(slot) ?? 0) === 0) live.delete(slot)
    return row
  })
}

/** What the kernels of a thread have for themselves. */
const ownBytes = 65_536

function bytes(slots: readonly Slot[]): number {
  return slots.reduce((sum, slot) => sum + (slot.file === undefined && !Number.isNaN(slot.bytes) ? slot.bytes : 0), 0)
}

/** The most at any time. */
export function peakOf(rows: readonly BudgetRow[]): number {
  return Math.max(0, ...rows.map(({ total }) => total))
}

/** Bytes as people read them. */
export function sizeText(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"]
  let [value, unit] = [count, 0]
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toPrecision(3)} ${units[unit]}`
}

/** The rows as a table. */
export function budgetTable(rows: readonly BudgetRow[]): string {
  const head = ["stage", "buffers", "output", "live", "total"]
  const lines = rows.map(({ stage, buffers, output, live, total }, i) => [
    `${i + 1}. ${stage}`,
    ...[buffers, output, live, total].map(sizeText),
  ])
  const widths = head.map((name, column) => Math.max(name.length, ...lines.map((line) => line[column]!.length)))
  const text = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd()
  return [head, ...lines].map(text).join("\n")
}
