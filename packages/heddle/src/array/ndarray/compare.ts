import { bufferOf } from "../../core/heap/index.ts"
import { isFloat } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import type { Closeness } from "./types.ts"

/** Are the elements of two arrays of one type and length the same? 0 is -0. */
export function sameElements(a: Elements, b: Elements, dtype: DType, equalNan: boolean): boolean {
  if (!isFloat(dtype)) return bytesOf(a).equals(bytesOf(b))
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i] && !(equalNan && Number.isNaN(a[i]) && Number.isNaN(b[i]))) return false
  }
  return true
}

function bytesOf(elements: Elements): Buffer {
  return Buffer.from(bufferOf(elements) as ArrayBuffer, elements.byteOffset, elements.byteLength)
}

/** As NumPy's `allclose`: an infinity is close to itself only. */
export function allNear(a: Float64Array, b: Float64Array, closeness: Closeness): boolean {
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = closeness
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!]
    if (x === y || (Math.abs(y) < Infinity && Math.abs(x - y) <= atol + rtol * Math.abs(y))) continue
    if (!(equalNan && Number.isNaN(x) && Number.isNaN(y))) return false
  }
  return true
}
