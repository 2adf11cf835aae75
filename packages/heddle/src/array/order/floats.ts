import type { Elements } from "../dtype/index.ts"

/** Elements as numbers: the array itself if it is a Float64Array, else a copy. Of int64 the nearest numbers. */
export function asFloat64(elements: Elements): Float64Array {
  return elements instanceof Float64Array ? elements : copyAsFloat64(elements)
}

/** A copy of elements as numbers, in memory of its own. */
export function copyAsFloat64(elements: Elements): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(elements.length)
  if (elements instanceof BigInt64Array) for (let i = 0; i < copy.length; i++) copy[i] = Number(elements[i])
  else copy.set(elements)
  return copy
}

/** A copy of elements, of their type, in memory of its own: `slice` of an array on the heap gives another on the heap. */
export function copyOf<E extends Elements>(elements: E): E
export function copyOf(elements: Elements): Elements {
  if (elements instanceof Float64Array) return new Float64Array(elements)
  if (elements instanceof Float32Array) return new Float32Array(elements)
  if (elements instanceof BigInt64Array) return new BigInt64Array(elements)
  return elements instanceof Int32Array ? new Int32Array(elements) : new Uint8Array(elements)
}

/** So many zeros of the type that other elements have, in memory of its own. */
export function zerosLike<E extends Elements>(elements: E, length: number): E
export function zerosLike(elements: Elements, length: number): Elements {
  if (elements instanceof Float64Array) return new Float64Array(length)
  if (elements instanceof Float32Array) return new Float32Array(length)
  if (elements instanceof BigInt64Array) return new BigInt64Array(length)
  return elements instanceof Int32Array ? new Int32Array(length) : new Uint8Array(length)
}

/** A copy of the elements that are not NaN, in their order, in memory of its own. */
export function withoutNaN<E extends Elements>(elements: E): E
export function withoutNaN(elements: Elements): Elements {
  const copy = copyOf(elements)
  if (!(copy instanceof Float64Array || copy instanceof Float32Array)) return copy
  let count = 0
  for (let i = 0; i < copy.length; i++) {
    const value = copy[i]!
    copy[count] = value
    // The next one is written over a NaN.
    count += Number(value === value)
  }
  return copy.subarray(0, count)
}
