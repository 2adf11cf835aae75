import type { Node } from "../expr/index.ts"

/** What a node computes, in a few words. */
export function describe(node: Node): string {
  switch (node.kind) {
    case "map":
      return node.op.name
    case "view":
      return `a view of ${describe(node.inputs[0]!)}`
    case "random":
      return `random.${node.name}`
    case "blocks":
    case "scan":
    case "later":
      return node.name
    case "part":
      return describe(node.inputs[0]!)
    case "reduce":
      return `${node.name} along ${node.axes.join(", ")}`
    case "reader":
      return node.reader.kind
    default:
      return node.kind
  }
}
