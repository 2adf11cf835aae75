import type { BudgetRow } from "../../core/errors/index.ts"
import { budgetTable, peakOf, sizeText } from "./budget.ts"
import type { Plan } from "./plan.ts"
import type { Cuts } from "../tile/index.ts"
import type { Stage } from "./stages.ts"

/** What a plan does, stage by stage, and what it takes. */
export function explained(plan: Plan, budget: readonly BudgetRow[], limit: number): string {
  const lines = plan.stages.map((stage, i) => `${i + 1}. ${stage.label}: ${whatOf(stage)}`)
  if (lines.length === 0) return "there is nothing to compute"
  return [...lines, "", budgetTable(budget), `at most ${sizeText(peakOf(budget))} of ${sizeText(limit)}`].join("\n")
}

function whatOf(stage: Stage): string {
  if (stage.k === "later")
    return `${stage.node.name} on ${stage.node.inputs.map(({ shape }) => `(${shape.join(", ")})`).join(", ")}, whole`
  const { work, tiles, elements } = stage
  const count = `${elements.toLocaleString("en")} elements in ${tiles.toLocaleString("en")} ${tiles === 1 ? "tile" : "tiles"}`
  switch (work.k) {
    case "map":
      return `${count}${largest(work.cuts)}, ${reads(stage)}${work.target.k === "memory" ? "to memory" : `to ${work.target.path}`}`
    case "reduce":
      return `${count} of ${work.tile.filter((size) => size !== 1).join(" x ") || "1"}, ${reads(stage)}in leaves of ${work.leaf.toLocaleString("en")}`
    case "cross":
      return `${count} of ${work.tile.join(" x ")}, ${reads(stage)}in leaves of ${work.tile.join(" and ")}`
    case "combine":
      return `${work.count.toLocaleString("en")} leaves to one, pairwise, ${(work.before * work.behind).toLocaleString("en")} times`
    case "scan":
      return `${count}, one after the other`
    default:
      return `${work.sizes[0] === 1 ? "" : `${work.sizes[0]} times `}${work.sizes.slice(1).join(" x ")} in ${tiles} tiles`
  }
}

function largest(cuts: readonly Cuts[]): string {
  const sizes = cuts.map(({ step }) => step)
  return sizes.length === 0 ? "" : ` of ${sizes.join(" x ")}`
}

function reads(stage: Stage): string {
  if (stage.k === "later" || !("program" in stage.work)) return ""
  const kinds = new Set(stage.work.program.leaves.map(({ source }) => source.k))
  const names: Record<string, string> = {
    random: "random numbers",
    reader: "files",
    blocks: "functions of blocks",
    memory: "memory",
  }
  const known = [...kinds].flatMap((kind) => names[kind] ?? [])
  return known.length === 0 ? "" : `from ${known.join(", ")}, `
}
