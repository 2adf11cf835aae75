import { OptionError } from "../../core/errors/index.ts"
import type { Node } from "../expr/index.ts"
import { normalizeAxis } from "../shape/index.ts"
import { apply } from "./elementwise.ts"
import { between } from "./joining.ts"
import { Holder } from "./operand.ts"

/** The differences of neighbours along an axis, `n` times; of bool whether they differ. */
export function diff(node: Node, n: number, axis: number): Node {
  if (!Number.isInteger(n) || n < 0) throw new OptionError("n", "an integer of 0 or more", n)
  const at = normalizeAxis(axis, node.shape.length)
  let own = node
  for (let time = 0; time < n; time++) {
    const size = own.shape[at]!
    const after = new Holder(between(own, at, Math.min(1, size), size))
    const before = new Holder(between(own, at, 0, Math.max(0, size - 1)))
    own = apply(own.dtype === "bool" ? "notEqual" : "subtract", after, before)
  }
  return own
}
