import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { blocks, constant, later, map } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { operation } from "../element/index.ts"
import { NDArray } from "../ndarray/index.ts"
import { argsort, searchsorted } from "../order/index.ts"
import { sizeOf } from "../shape/index.ts"

/** The integers below n in the order of as many random numbers. */
export function shuffled(keys: NDArray): NDArray {
  return new NDArray(BigInt64Array.from(argsort(keys.flat()), BigInt), keys.shape)
}

/** Elements in the order of as many random numbers: along the first axis. */
export function shuffledRows(values: NDArray, keys: NDArray): NDArray {
  const rows = sizeOf(values.shape.slice(1))
  const flat = values.flat()
  const out = flat.slice()
  for (const [to, from] of argsort(keys.flat()).entries()) {
    out.set(flat.subarray(from * rows, (from + 1) * rows) as never, to * rows)
  }
  return new NDArray(out, values.shape, { dtype: values.dtype })
}

/** The elements that stand at the block's places in a list. */
export function looked(places: NDArray, list: NDArray): NDArray {
  const out = list.data.constructor as unknown as new (length: number) => NDArray["data"]
  const [at, from, to] = [places.flat(), list.flat(), new out(places.size)]
  for (let i = 0; i < at.length; i++) to[i] = from[Number(at[i])]!
  return new NDArray(to, places.shape, { dtype: list.dtype })
}

/** The places in rising sums that the block's numbers fall in. */
export function drawnBy(uniform: NDArray, sums: NDArray): NDArray {
  const places = searchsorted(sums.flat(), uniform.flat(), "right")
  const last = sums.size - 1
  return new NDArray(
    Float64Array.from(places, (place) => Math.min(place, last)),
    uniform.shape,
  )
}

/** A function of each block of one array, and what it is given beside. */
function each(name: string, fn: Function, input: Node, beside: NDArray, dtype: Node["dtype"]): Node {
  const whole = input.shape.map((size) => [size])
  const cut = input.shape.length === 0 ? whole : whole.with(0, rowsOf(input.shape))
  const axes = cut.map((sizes, of) => {
    let at = 0
    const from = sizes.map((size) => (at += size) - size)
    return { of, from, to: sizes.map((size, i) => from[i]! + size) }
  })
  return blocks({
    name,
    fn,
    chunks: cut,
    parts: [{ axes }],
    args: [beside],
    isTyped: true,
    trim: undefined,
    inputs: [input],
    shape: input.shape,
    dtype,
  })
}

/** Elements of a block. */
const blockElements = 2 ** 18

function rowsOf(shape: readonly number[]): number[] {
  const rows = Math.max(1, Math.floor(blockElements / Math.max(1, sizeOf(shape.slice(1)))))
  const sizes: number[] = []
  for (let at = 0; at < shape[0]!; at += rows) sizes.push(Math.min(rows, shape[0]! - at))
  return sizes.length === 0 ? [0] : sizes
}

/** Places below `count`, each as likely, or as `p` says. `uniform`: as many numbers from 0 to below 1. */
export function places(uniform: Node, count: number, p: readonly number[] | undefined): Node {
  if (p === undefined)
    return map(operation("floor"), [map(operation("multiply"), [uniform, constant(count, "float64")])])
  if (p.length !== count) throw new OptionError("p", `${count} numbers, one for each`, p.length)
  let sum = 0
  const sums = Float64Array.from(p, (one) => {
    if (typeof one !== "number" || !(one >= 0)) throw new OptionError("p", "numbers of 0 or more", one)
    return (sum += one)
  })
  if (Math.abs(sum - 1) > 1e-8) throw new OptionError("p", "numbers whose sum is 1", sum)
  return each("choice", drawnBy, uniform, new NDArray(sums, [count]), "float64")
}

export function elementsAt(at: Node, list: NDArray): Node {
  return each("choice", looked, at, list, list.dtype)
}

export function permuted(keys: Node): Node {
  return later("permutation", shuffled, [keys], [], keys.shape, "int64")
}

export function permutedRows(values: Node, keys: Node): Node {
  if (values.shape.length === 0) throw new ShapeError("a number has no order")
  return later("permutation", shuffledRows, [values, keys], [], values.shape, values.dtype)
}
