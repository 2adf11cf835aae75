import { drawBoxes } from "../../core/picture/index.ts"
import type { DrawnBox } from "../../core/picture/index.ts"
import type { Node } from "../expr/index.ts"
import { shapeText } from "../shape/index.ts"
import { describe } from "./describe.ts"
import type { Plan } from "./plan.ts"
import type { Slot } from "./slots.ts"

/** The nodes of arrays as an SVG: what is needed stands above what needs it. */
export function drawExpression(roots: readonly Node[]): string {
  const order = new Map<Node, number>()
  const boxes: DrawnBox[] = []
  const visit = (node: Node): number => {
    const known = order.get(node)
    if (known !== undefined) return known
    // A part stands for what it is a part of.
    const from = [...new Set((node.kind === "part" ? node.inputs[0]!.inputs : node.inputs).map(visit))]
    const kind = roots.includes(node) ? "root" : from.length === 0 ? "source" : "call"
    const text = node.kind === "const" ? String(node.value) : describe(node)
    const place =
      boxes.push({
        label: `${text} ${shapeText(node.shape)}`,
        title: `${describe(node)}, ${shapeText(node.shape)} of ${node.dtype}`,
        kind,
        from,
      }) - 1
    order.set(node, place)
    return place
  }
  roots.forEach(visit)
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
