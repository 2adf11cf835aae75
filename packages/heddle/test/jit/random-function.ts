import { runInThisContext } from "node:vm"
import { prange } from "../../src/jit/index.ts"
import { Dice } from "./random-kernel.ts"

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

export function argsOf(seed: number): Args {
  const dice = new Dice(seed)
  const special = [0, -0, 1, -1, 0.1, 1e10, -2.5, Number.NaN, Infinity, 2 ** 31, 255, 256]
  return [
    Float64Array.from({ length: 16 }, () => dice.one(special)),
    Int32Array.from({ length: 16 }, () => dice.below(2 ** 32) | 0),
    Uint8Array.from({ length: 16 }, () => dice.below(256)),
    Float64Array.from({ length: 24 }, () => dice.one(special)),
    Float32Array.from({ length: 16 }, () => dice.one(special)),
    Uint8ClampedArray.from({ length: 21 }, () => dice.below(256)),
    dice.below(40) - 10,
    dice.one(special),
  ]
}
