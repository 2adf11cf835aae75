import { OptionError } from "../../core/errors/index.ts"
import type { Elements } from "../dtype/index.ts"
import { argsort } from "./argsort.ts"
import { zerosLike } from "./floats.ts"

/** The greatest or least elements, and where in the whole they lie. */
export interface TopK<E extends Elements = Elements> {
  readonly values: E
  readonly indices: Float64Array<ArrayBuffer>
}

/**
 * The `k` greatest elements of a tile, the greatest first, for `k` above 0; the `-k` least ones, the least first, for `k`
 * below 0 (dask.array's `topk` and `argtopk`). Of equal ones the first come first. NaN is above all numbers, as in a sort.
 *
 * @param base where the tile begins in the whole
 * @throws OptionError where `k` is 0 or no integer
 */
export function topkPartial<E extends Elements>(elements: E, k: number, base: number = 0): TopK<E> {
  if (!Number.isInteger(k) || k === 0) throw new OptionError("k", "an integer that is not 0", k)
  const most = Math.abs(k)
  const room = Math.max(2 * most, 1024)
  if (elements.length <= room) return best(elements, undefined, k, base)
  // Candidates come into a list; when it is full, its best stay, and the last of these is to be beaten.
  const values = zerosLike(elements, room) as Float64Array
  const indices = new Float64Array(room)
  const source = elements as Float64Array
  let count = 0
  let bound: number | undefined
  for (let i = 0; i < source.length; i++) {
    const value = source[i]!
    if (bound !== undefined && !beats(value, bound, k)) continue
    values[count] = value
    indices[count++] = i + base
    if (count < room) continue
    const kept = best(values, indices, k, 0)
    values.set(kept.values)
    indices.set(kept.indices)
    count = most
    bound = values[most - 1]!
  }
  return best(values.subarray(0, count) as E, indices, k, 0)
}

/** The same of several tiles, in their order. */
export function topkMerge<E extends Elements>(partials: readonly TopK<E>[], k: number): TopK<E> {
  const first = partials[0]
  if (first === undefined) throw new RangeError("there are no partial results to merge")
  const length = partials.reduce((sum, { indices }) => sum + indices.length, 0)
  const values = zerosLike(first.values, length)
  const indices = new Float64Array(length)
  let at = 0
  for (const partial of partials) {
    ;(values as Float64Array).set(partial.values as Float64Array, at)
    indices.set(partial.indices, at)
    at += partial.indices.length
  }
  return best(values, indices, k, 0)
}

/** Later ones do not beat equal ones. */
function beats(value: number, bound: number, k: number): boolean {
  if (k > 0) return value > bound || (value !== value && bound === bound)
  return value < bound || (bound !== bound && value === value)
}

function best<E extends Elements>(elements: E, indices: Float64Array | undefined, k: number, base: number): TopK<E> {
  const count = Math.min(Math.abs(k), elements.length)
  const order = k > 0 ? descending(elements) : argsort(elements)
  const values = zerosLike(elements, count) as Float64Array
  const found = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const at = order[i]!
    values[i] = (elements as Float64Array)[at]!
    found[i] = indices === undefined ? at + base : indices[at]!
  }
  return { values: values as Elements as E, indices: found }
}

/** Backwards twice, so that equal ones stay in their order. */
function descending(elements: Elements): Int32Array {
  const last = elements.length - 1
  return argsort(elements.toReversed())
    .toReversed()
    .map((index) => last - index)
}
