import { drawBoxes } from "../../core/picture/index.ts"
import type { DrawnBox } from "../../core/picture/index.ts"
import { inOrder } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { shapeText } from "../shape/index.ts"
import { describe } from "./describe.ts"
import type { Plan } from "./plan.ts"
import type { Slot } from "./slots.ts"

/** The nodes of arrays as an SVG: what is needed stands above what needs it. */
export function drawExpression(roots: readonly Node[]): string {
  const places = new Map<Node, number>()
  const boxes: DrawnBox[] = []
  for (const node of inOrder(roots)) {
    // A part stands for what it is a part of.
    if (node.kind === "reduce") continue
    const inputs = node.kind === "part" ? node.inputs[0]!.inputs : node.inputs
    const from = [...new Set(inputs.map((input) => places.get(input)!))]
    const text = node.kind === "const" ? String(node.value) : describe(node)
    places.set(
      node,
      boxes.push({
        label: `${text} ${shapeText(node.shape)}`,
        title: `${describe(node)}, ${shapeText(node.shape)} of ${node.dtype}`,
        kind: roots.includes(node) ? "root" : from.length === 0 ? "source" : "call",
        from,
      }) - 1,
    )
  }
  return drawBoxes(boxes, `An expression of ${boxes.length} arrays`)
}

/** The stages of a plan, each above those that read what it makes. */
export function drawPlan(plan: Plan): string {
  const makers = new Map<Slot, number>()
  const boxes = plan.stages.map((stage, i): DrawnBox => {
    const from = [...new Set(stage.reads.flatMap((slot) => makers.get(slot) ?? []))]
    for (const slot of stage.makes) makers.set(slot, i)
    const isResult = stage.makes.some((slot) => slot.isKept)
    const count = stage.k === "tiles" ? `, ${stage.tiles.toLocaleString("en")} tiles` : ""
    return {
      label: `${i + 1}. ${stage.label}`,
      title: `${stage.label}${count}`,
      kind: isResult ? "root" : from.length === 0 ? "source" : "call",
      from,
    }
  })
  return drawBoxes(boxes, `A plan of ${boxes.length} stages`)
}
