import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { checkDType } from "../dtype/index.ts"
import type { DType } from "../dtype/index.ts"
import { NDArray } from "../ndarray/index.ts"
import { mapElements } from "../ops/elementwise.ts"
import type { AxisOptions, Operand } from "../ops/index.ts"
import { normalizeAxis, shapeText } from "../shape/index.ts"
import { applyGufunc } from "./blocks.ts"
import { asarray } from "./create.ts"
import { broadcastTo, expandDims, moveaxis, reshape, where } from "./functions.ts"
import { lazy } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"

/** A function of elements as one of arrays. It is compiled where it can be; its result is float64 unless it is said. */
export function vectorize(
  fn: (...values: number[]) => number | boolean,
  options: { readonly dtype?: DType } = {},
): (...arrays: Operand[]) => LazyArray {
  return (...arrays) => lazy(mapElements(fn, arrays, options.dtype))
}
/** The same, NumPy's older name. Functions have one result. */
export function frompyfunc(
  fn: (...values: number[]) => number | boolean,
  nin: number,
  nout: number = 1,
): (...arrays: Operand[]) => LazyArray {
  if (nout !== 1) throw new OptionError("nout", "1", nout, { hint: "make an array of each result" })
  return (...arrays) => {
    if (arrays.length !== nin) throw new OptionError("arrays", `${nin}`, arrays.length)
    return lazy(mapElements(fn, arrays, undefined))
  }
}

type RowResult = number | bigint | boolean | NDArray | ArrayLike<number> | ArrayLike<bigint>

/** What comes out, if it is known: else the function is called once with ones. */
export interface ApplyOptions {
  readonly shape?: readonly number[]
  readonly dtype?: DType
}

/**
 * What a function makes of each list along an axis, on all threads: a number, or an array, whose axes come in the place of
 * that one.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const ends = (row: da.NDArray) => [Number(row.get(0)), Number(row.get(-1))]
 * const z = await da.applyAlongAxis(ends, 1, [[1, 2, 3], [4, 5, 6]]).compute()
 * z.toArray() // => [[1, 3], [4, 6]]
 * ```
 */
export function applyAlongAxis(
  fn: (row: NDArray) => RowResult,
  axis: number,
  x: Operand,
  options: ApplyOptions = {},
): LazyArray {
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
  const own = asarray(x)
  const at = normalizeAxis(axis, own.ndim)
  const { shape, dtype } = options.shape !== undefined && options.dtype !== undefined ? options : tried(fn, own, at)
  const rows = moveaxis(own, at, -1)
  const sizes = shape as readonly number[]
  const names = sizes.map((_, i) => `out${i}`)
  const outputSizes = Object.fromEntries(names.map((name, i) => [name, sizes[i]!]))
  const how = { vectorize: true, outputSizes, dtype: options.dtype ?? checkDType(dtype) }
  const made = applyGufunc(fn, `(row)->(${names.join(",")})`, rows, how) as LazyArray
  const last = names.map((_, i) => own.ndim - 1 + i)
  return moveaxis(
    made,
    last,
    last.map((_, i) => at + i),
  )
}

function tried(
  fn: (row: NDArray) => RowResult,
  x: LazyArray,
  axis: number,
): { shape: readonly number[]; dtype: DType } {
  const ones = NDArray.from(new Float64Array(x.shape[axis]!).fill(1)).astype(x.dtype)
  let result: RowResult
  try {
    result = fn(ones)
  } catch (cause) {
    throw new OptionError("fn", "a function of a list of ones too, or `shape` and `dtype` are said", fn, { cause })
  }
  const made = result instanceof NDArray ? result : NDArray.from(result as number)
  return { shape: made.shape, dtype: made.dtype }
}

/** A function of an array and an axis, for one axis after the other; axes that it takes away come back with a size of 1. */
export function applyOverAxes(
  fn: (x: LazyArray, axis: number) => LazyArray,
  x: Operand,
  axes: number | readonly number[],
): LazyArray {
  let own = asarray(x)
  const rank = own.ndim
  for (const axis of typeof axes === "number" ? [axes] : axes) {
    const at = normalizeAxis(axis, rank)
    const made = fn(own, at)
    if (made.ndim !== rank && made.ndim !== rank - 1) {
      throw new ShapeError(`the function made ${shapeText(made.shape)} of ${shapeText(own.shape)} along axis ${at}`)
    }
    own = made.ndim === rank ? made : expandDims(made, at)
  }
  return own
}

/** Where the conditions hold, values or functions of the array; one more is for where none holds. Of its type. */
export function piecewise(
  x: Operand,
  conditions: readonly Operand[],
  functions: readonly (number | ((x: LazyArray) => Operand))[],
): LazyArray {
  const own = asarray(x)
  const rest = functions.length - conditions.length
  if (rest !== 0 && rest !== 1) throw new OptionError("functions", `${conditions.length} or one more`, functions.length)
  const value = (fn: (typeof functions)[number]): LazyArray =>
    asarray(typeof fn === "function" ? fn(own) : fn).astype(own.dtype)
  let result = rest === 1 ? value(functions.at(-1)!) : asarray(0).astype(own.dtype)
  for (const [i, condition] of conditions.entries()) result = where(condition, value(functions[i]!), result)
  return broadcastTo(result, own.shape)
}

/**
 * A reduction of boxes of neighbours, so many along each axis that is named. Dask's.
 *
 * @throws ShapeError where an axis is no multiple, unless `trimExcess`
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * (await da.coarsen(da.sum, [1, 2, 3, 4], { 0: 2 }).compute()).toArray() // => [3, 7]
 * ```
 */
export function coarsen(
  reduction: (x: Operand, options: AxisOptions) => LazyArray,
  x: Operand,
  axes: Readonly<Record<number, number>>,
  options: { readonly trimExcess?: boolean } = {},
): LazyArray {
  const own = asarray(x)
  const by = own.shape.map(() => 1)
  for (const [axis, factor] of Object.entries(axes)) {
    const at = normalizeAxis(Number(axis), own.ndim, "axes")
    if (!Number.isInteger(factor) || factor < 1) throw new OptionError("axes", "integers above 0", axes)
    if (own.shape[at]! % factor !== 0 && options.trimExcess !== true) {
      throw new ShapeError(`axis ${at} of ${shapeText(own.shape)} is no multiple of ${factor}`, {
        hint: "{ trimExcess: true } leaves out what is over",
      })
    }
    by[at] = factor
  }
  const counts = own.shape.map((size, a) => Math.floor(size / by[a]!))
  const whole = own.slice(counts.map((count, a) => ({ stop: count * by[a]! })))
  const boxes = reshape(
    whole,
    counts.flatMap((count, a) => [count, by[a]!]),
  )
  return reduction(boxes, { axis: counts.map((_, a) => 2 * a + 1) })
}
