import { OptionError } from "../../core/errors/index.ts"
import type { AxisLike, Operand } from "../ops/index.ts"
import { axisOf } from "../ops/index.ts"
import { normalizeAxis } from "../shape/index.ts"
import { arange, asarray } from "./create.ts"
import { bitwiseAnd, expandDims, leftShift, moveaxis, rightShift, sum } from "./functions.ts"
import type { LazyArray } from "./lazy-array.ts"
import { pad } from "./pad.ts"

export interface BitOptions {
  readonly axis?: number | null
  /** "big", the default: the first bit is the greatest. */
  readonly bitorder?: "big" | "little"
}

function lined(x: Operand, { axis, bitorder = "big" }: BitOptions): [LazyArray, number, LazyArray] {
  if (bitorder !== "big" && bitorder !== "little") throw new OptionError("bitorder", '"big" or "little"', bitorder)
  const named = axisOf((axis ?? undefined) as AxisLike | undefined, null)
  const own = named === null ? asarray(x).ravel() : asarray(x)
  const places = bitorder === "big" ? arange(7, -1, -1, { dtype: "uint8" }) : arange(8, { dtype: "uint8" })
  const at = normalizeAxis(named ?? 0, own.ndim)
  return [moveaxis(own, at, -1), at, places]
}

/** Bits of a byte each: eight elements that are not 0 or are, as one. Zeros fill the last byte. */
export function packbits(x: Operand, options: BitOptions = {}): LazyArray {
  const [own, at, places] = lined(x, options)
  const size = own.shape.at(-1)!
  const bits = own.astype("bool").astype("uint8")
  const widths = own.shape.map((_, a): [number, number] => (a === own.ndim - 1 ? [0, (8 - (size % 8)) % 8] : [0, 0]))
  const whole = pad(bits, widths).reshape([...own.shape.slice(0, -1), Math.ceil(size / 8), 8])
  return moveaxis(sum(leftShift(whole, places), { axis: -1, dtype: "uint8" }), -1, at)
}

/** The bits of bytes, as elements of 0 and 1. */
export function unpackbits(x: Operand, options: BitOptions & { readonly count?: number } = {}): LazyArray {
  const [own, at, places] = lined(x, options)
  if (own.dtype !== "uint8") throw new OptionError("dtype", '"uint8"', own.dtype)
  const bits = bitwiseAnd(rightShift(expandDims(own, -1), places), 1)
  const all = bits.reshape([...own.shape.slice(0, -1), own.shape.at(-1)! * 8])
  const { count } = options
  return moveaxis(count === undefined ? all : all.slice(["...", { stop: count }]), -1, at)
}
