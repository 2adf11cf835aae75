import { runInThisContext } from "node:vm"
import { prange } from "../../src/jit/index.ts"
import { Dice } from "./dice.ts"

export type Args = readonly [
  Float64Array,
  Int32Array,
  Uint8Array,
  Float64Array,
  Float32Array,
  Uint8ClampedArray,
  number,
  number,
]
type Body = (...args: Args) => unknown

/** The kernel of that text, and its own helper and prange. */
export function functionOf(text: string): Body {
  const make = runInThisContext(`(prange) => {
function helper(p, q) {
  if (p > q) return p - q
  p += 1
  return p * 0.5
}
return (a, b, c, d, e, g, n, x) => {
${text}
}
}`) as (p: typeof prange) => Body
  return make(prange)
}

/** `overlap`: two of the arrays lie in one memory. */
export function argsOf(seed: number, overlap = false): Args {
  const dice = new Dice(seed)
  const special = [0, -0, 1, -1, 0.1, 1e10, -2.5, Number.NaN, Infinity, 2 ** 31, 255, 256]
  const [shared, shift] = [new Float64Array(64), dice.below(24)]
  const floats = (length: number, at: number): Float64Array => {
    const list = Float64Array.from({ length }, () => dice.one(special))
    if (!overlap) return list
    shared.set(list, at)
    return shared.subarray(at, at + length)
  }
  return [
    floats(16, 10),
    Int32Array.from({ length: 16 }, () => dice.below(2 ** 32) | 0),
    Uint8Array.from({ length: 16 }, () => dice.below(256)),
    floats(24, shift),
    Float32Array.from({ length: 16 }, () => dice.one(special)),
    Uint8ClampedArray.from({ length: 21 }, () => dice.below(256)),
    dice.below(40) - 10,
    dice.one(special),
  ]
}
