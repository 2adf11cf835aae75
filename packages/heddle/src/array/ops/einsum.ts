import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { promoteAll } from "../dtype/index.ts"
import { castTo, reshape, view } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { shapeText, sizeOf } from "../shape/index.ts"
import { productOf } from "./products.ts"
import { sum } from "./reductions.ts"
import { transpose } from "./shaping.ts"

/** An array whose axes have names. */
interface Labelled {
  readonly node: Node
  readonly labels: readonly string[]
}

/**
 * Einstein's sums: letters name axes, those that are not in the result are summed over. Operands are put together from the
 * first to the last, each time by a product of matrices.
 */
export function einsum(subscripts: string, nodes: readonly Node[]): Node {
  const { inputs, output } = parse(subscripts, nodes)
  const dtype = promoteAll(nodes.map((node) => node.dtype))
  const sizes = sizesOf(inputs, nodes, subscripts)
  const left = nodes.map((node, i) => diagonalOf({ node: castTo(node, dtype), labels: inputs[i]! }, sizes))
  let all = left.length === 1 ? summed(left[0]!, new Set(output)) : left[0]!
  for (const [i, next] of left.slice(1).entries()) {
    all = product(all, next, new Set([...output, ...left.slice(i + 2).flatMap(({ labels }) => labels)]))
  }
  const { node, labels } = all
  return transpose(
    castTo(node, dtype),
    output.map((label) => labels.indexOf(label)),
  )
}

/** Labels of each input and of the result; those of "..." are digits, counted from the last axis. */
function parse(subscripts: string, nodes: readonly Node[]): { inputs: string[][]; output: string[] } {
  const text = subscripts.replaceAll(" ", "")
  if (!/^[a-zA-Z.,]*(->[a-zA-Z.]*)?$/.test(text)) {
    throw new OptionError("subscripts", 'letters for axes, such as "ij,jk->ik"', subscripts)
  }
  const [from, to] = text.split("->") as [string, string?]
  const terms = from.split(",")
  if (terms.length !== nodes.length) {
    throw new OptionError("subscripts", `${nodes.length} terms, one for each operand`, subscripts)
  }
  const spread = terms.map((term, i) => nodes[i]!.shape.length - term.replace("...", "").length)
  const most = Math.max(0, ...terms.map((term, i) => (term.includes("...") ? spread[i]! : 0)))
  const dots = (count: number): string[] => Array.from({ length: count }, (_, i) => String(count - 1 - i))
  const expand = (term: string, count: number): string[] => {
    const [before, after] = term.split("...") as [string, string?]
    const letters = (part: string): string[] => Array.from(part)
    return after === undefined ? letters(before) : [...letters(before), ...dots(count), ...letters(after)]
  }
  const inputs = terms.map((term, i) => {
    if (spread[i]! < 0 || (spread[i]! > 0 && !term.includes("..."))) {
      throw new ShapeError(`"${term}" names not the axes of ${shapeText(nodes[i]!.shape)}`, {
        hint: `in "${subscripts}"`,
      })
    }
    return expand(term, spread[i]!)
  })
  if (to !== undefined) {
    const output = expand(to, most)
    const isOnce = new Set(output).size === output.length
    if (!isOnce || output.some((label) => !inputs.flat().includes(label))) {
      throw new OptionError("subscripts", "a result whose letters are of the operands, each once", subscripts)
    }
    return { inputs, output }
  }
  // Without a result: letters that occur once, in the alphabet's order.
  const all = inputs.flat()
  const once = all.filter((label) => !/\d/.test(label) && all.indexOf(label) === all.lastIndexOf(label)).toSorted()
  return { inputs, output: [...dots(most), ...once] }
}

function sizesOf(inputs: readonly string[][], nodes: readonly Node[], subscripts: string): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const [i, labels] of inputs.entries()) {
    for (const [axis, label] of labels.entries()) {
      const size = nodes[i]!.shape[axis]!
      const known = sizes.get(label)
      if (known !== undefined && known !== 1 && size !== 1 && known !== size) {
        throw new ShapeError(`axes "${label}" of "${subscripts}" have ${known} and ${size} elements`, {
          hint: `operands are ${nodes.map(({ shape }) => shapeText(shape)).join(" and ")}`,
        })
      }
      if (known === undefined || known === 1) sizes.set(label, size)
    }
  }
  return sizes
}

/** Axes with one name become one; those of size 1 are repeated. */
function diagonalOf({ node, labels }: Labelled, sizes: ReadonlyMap<string, number>): Labelled {
  const own = [...new Set(labels)]
  const steps = labels.map((label, axis) => own.map((one) => (one === label && node.shape[axis] !== 1 ? 1 : 0)))
  const shape = own.map((label) => sizes.get(label)!)
  return { node: view(node, { start: node.shape.map(() => 0), steps }, shape), labels: own }
}

function summed({ node, labels }: Labelled, kept: ReadonlySet<string>): Labelled {
  const axes = labels.flatMap((label, axis) => (kept.has(label) ? [] : [axis]))
  if (axes.length === 0) return { node, labels }
  return { node: sum(node, { axis: axes, dtype: node.dtype }), labels: labels.filter((label) => kept.has(label)) }
}

/** Both as matrices, one for each index along the axes that stay and are in both. */
function product(a: Labelled, b: Labelled, kept: ReadonlySet<string>): Labelled {
  // What is in one alone, and not in the result, is summed before.
  const left = summed(a, new Set([...kept, ...b.labels]))
  const right = summed(b, new Set([...kept, ...a.labels]))
  const both = left.labels.filter((label) => right.labels.includes(label))
  const batch = both.filter((label) => kept.has(label))
  const inner = both.filter((label) => !kept.has(label))
  const rows = left.labels.filter((label) => !both.includes(label))
  const columns = right.labels.filter((label) => !both.includes(label))
  const sizeIn = ({ node, labels }: Labelled, some: readonly string[]): number[] =>
    some.map((label) => node.shape[labels.indexOf(label)]!)
  const ordered = ({ node, labels }: Labelled, order: readonly string[]): Node =>
    transpose(
      node,
      order.map((label) => labels.indexOf(label)),
    )
  const [b0, m, k, n] = [sizeIn(left, batch), sizeIn(left, rows), sizeIn(left, inner), sizeIn(right, columns)]
  const first = reshape(ordered(left, [...batch, ...rows, ...inner]), [sizeOf(b0), sizeOf(m), sizeOf(k)])
  const second = reshape(ordered(right, [...batch, ...inner, ...columns]), [sizeOf(b0), sizeOf(k), sizeOf(n)])
  return { node: reshape(productOf(first, second), [...b0, ...m, ...n]), labels: [...batch, ...rows, ...columns] }
}
