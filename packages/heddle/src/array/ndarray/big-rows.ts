import type { Elements } from "../dtype/index.ts"
import { sumOf } from "./rows.ts"

/** Numbers whose sum is exact. */
const exact = 2 ** 20

/** The sum of integers, which wraps at 64 bits. */
export function bigSumOf(x: Elements, from: number, to: number): bigint {
  let sum = 0n
  if (x instanceof BigInt64Array) for (let i = from; i < to; i++) sum += x[i]!
  else for (let i = from; i < to; i += exact) sum += BigInt(sumOf(x, i, Math.min(to, i + exact)))
  return BigInt.asIntN(64, sum)
}

export function bigProductOf(x: BigInt64Array, from: number, to: number): bigint {
  let product = 1n
  for (let i = from; i < to; i++) product = BigInt.asIntN(64, product * x[i]!)
  return product
}

export function bigLargestOf(x: BigInt64Array, from: number, to: number): bigint {
  let most = x[from]!
  for (let i = from + 1; i < to; i++) if (x[i]! > most) most = x[i]!
  return most
}

export function bigLeastOf(x: BigInt64Array, from: number, to: number): bigint {
  let least = x[from]!
  for (let i = from + 1; i < to; i++) if (x[i]! < least) least = x[i]!
  return least
}
