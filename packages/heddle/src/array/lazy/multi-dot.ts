import { OptionError } from "../../core/errors/index.ts"
import type { Operand } from "../ops/index.ts"
import { asarray } from "./create.ts"
import type { LazyArray } from "./lazy-array.ts"
import { dot } from "./products.ts"

/** The product of several matrices, in the order that needs the fewest multiplications; the first and the last may be lists. */
export function multiDot(given: readonly Operand[]): LazyArray {
  if (given.length < 2) throw new OptionError("arrays", "two or more", given.length)
  const arrays = given.map((one) => asarray(one))
  const count = arrays.length
  const sizes = arrays.map((one, i) => (one.ndim === 1 && i === 0 ? 1 : one.shape[0]!))
  const last = arrays[count - 1]!
  sizes.push(last.ndim === 1 ? 1 : last.shape[1]!)
  const costs = new Map<string, readonly [cost: number, at: number]>()
  const best = (from: number, to: number): readonly [number, number] => {
    if (from === to) return [0, from]
    const key = `${from} ${to}`
    let found = costs.get(key)
    if (found !== undefined) return found
    found = [Infinity, from]
    for (let at = from; at < to; at++) {
      const cost = best(from, at)[0] + best(at + 1, to)[0] + sizes[from]! * sizes[at + 1]! * sizes[to + 1]!
      if (cost < found[0]) found = [cost, at]
    }
    costs.set(key, found)
    return found
  }
  const put = (from: number, to: number): LazyArray => {
    if (from === to) return arrays[from]!
    const [, at] = best(from, to)
    return dot(put(from, at), put(at + 1, to))
  }
  return put(0, count - 1)
}
