import type { DType } from "../../src/array/dtype/index.ts"

const double = new Float64Array(1)
const long = new BigInt64Array(double.buffer)
const single = new Float32Array(1)
const word = new Int32Array(single.buffer)

/** The place of a number among all of its type. */
function place(value: number, dtype: DType): bigint {
  if (dtype === "float32") {
    single[0] = value
    return BigInt(word[0]! < 0 ? -(word[0]! & 0x7fffffff) : word[0]!)
  }
  double[0] = value
  return long[0]! < 0n ? -(long[0]! & 0x7fffffffffffffffn) : long[0]!
}

/** How many numbers of the type lie between two: 0, the same one, 1, neighbours. */
export function ulps(a: number, b: number, dtype: DType): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY
  const distance = place(a, dtype) - place(b, dtype)
  return Number(distance < 0n ? -distance : distance)
}
