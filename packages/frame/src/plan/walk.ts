import type { Node } from "./nodes.ts"

/** What it is made of. */
export function inputsOf(node: Node): readonly Node[] {
  switch (node.k) {
    case "scan":
      return []
    case "join":
      return [node.left, node.right]
    case "union":
      return node.inputs
    case "raw":
      return node.parts.filter((part) => typeof part !== "string")
    default:
      return [node.input]
  }
}

/** The same with other inputs, if they are others. */
export function rewritten(node: Node, change: (input: Node) => Node): Node {
  switch (node.k) {
    case "scan":
      return node
    case "join": {
      const [left, right] = [change(node.left), change(node.right)]
      return left === node.left && right === node.right ? node : { ...node, left, right }
    }
    case "union": {
      const inputs = node.inputs.map(change)
      return inputs.every((input, i) => input === node.inputs[i]) ? node : { ...node, inputs }
    }
    case "raw": {
      const parts = node.parts.map((part) => (typeof part === "string" ? part : change(part)))
      return parts.every((part, i) => part === node.parts[i]) ? node : { ...node, parts }
    }
    default: {
      const input = change(node.input)
      return input === node.input ? node : { ...node, input }
    }
  }
}
