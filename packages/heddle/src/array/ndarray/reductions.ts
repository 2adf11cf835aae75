import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { knownKeys } from "../../core/options/index.ts"
import { arrayOf, checkDType, isFloat, toFloating } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import { normalizeAxes, normalizeAxis, shapeText, sizeOf } from "../shape/index.ts"
import { bigLargestOf, bigLeastOf, bigProductOf, bigSumOf } from "./big-rows.ts"
import { cast } from "./cast.ts"
import { allOf, anyOf, largestOf, leastOf, placeOfLargest, placeOfLeast, productOf, squaresOf, sumOf } from "./rows.ts"
import type { Numbers } from "./rows.ts"
import type { AxisOptions, VarOptions } from "./types.ts"

export type ReductionName =
  | "sum"
  | "prod"
  | "mean"
  | "var"
  | "std"
  | "min"
  | "max"
  | "any"
  | "all"
  | "argmin"
  | "argmax"

interface Reducible {
  readonly dtype: DType
  readonly shape: readonly number[]
  transpose(axes: readonly number[]): { flat(): Elements }
}

/** @throws OptionError where it is no object of these options: a number would be taken for one without any */
export function checkAxisOptions(options: AxisOptions): void {
  if (typeof options === "number" || Array.isArray(options)) {
    throw new OptionError("options", "an object", options, { hint: `name the axis: { axis: ${String(options)} }` })
  }
  knownKeys(options, ["axis", "keepdims", "dtype", "ddof", "correction"])
}

/** @throws ShapeError where there is nothing to choose from */
export function checkNotEmpty(name: string, count: number, shape: readonly number[]): void {
  if (count !== 0) return
  throw new ShapeError(`${name} of no elements: the array is ${shapeText(shape)}`, {
    hint: "the reduced axes have no elements, and there is no least or largest of none",
  })
}

/** One element for all that lie along some axes, as NumPy has it. @throws OptionError, ShapeError */
export function reduced(
  array: Reducible,
  name: ReductionName,
  options: VarOptions,
): { readonly data: Elements; readonly shape: readonly number[]; readonly dtype: DType } {
  checkAxisOptions(options)
  const { shape } = array
  const { axis, keepdims = false } = options
  const isPlace = name === "argmin" || name === "argmax"
  const axes =
    isPlace && axis !== undefined && axis !== null
      ? [normalizeAxis(axis, shape.length)]
      : normalizeAxes(axis, shape.length)
  const kept = shape.map((_, i) => i).filter((i) => !axes.includes(i))
  const count = sizeOf(axes.map((i) => shape[i]!))
  if (isPlace || name === "min" || name === "max") checkNotEmpty(name, count, shape)
  const { of, dtype, one } = reducer(name, array.dtype, options)
  const flat = array.transpose([...kept, ...axes]).flat()
  const rows = of === array.dtype ? flat : cast(flat, array.dtype, of)
  const own = arrayOf(dtype, sizeOf(kept.map((i) => shape[i]!)))
  for (let i = 0; i < own.length; i++) own[i] = one(rows, i * count, (i + 1) * count)
  const left = keepdims ? shape.map((size, i) => (axes.includes(i) ? 1 : size)) : kept.map((i) => shape[i]!)
  const asked = name === "sum" || name === "prod" ? checkDType(options.dtype ?? dtype) : dtype
  return { data: asked === dtype ? own : cast(own, dtype, asked), shape: left, dtype: asked }
}

interface Reducer {
  /** What elements are taken as, and what comes out. */
  readonly of: DType
  readonly dtype: DType
  readonly one: (x: Elements, from: number, to: number) => number | bigint
}

function reducer(name: ReductionName, dtype: DType, options: VarOptions): Reducer {
  switch (name) {
    case "sum":
    case "prod": {
      const asked = options.dtype === undefined ? (isFloat(dtype) ? dtype : "int64") : checkDType(options.dtype)
      const [float, big] = name === "sum" ? [sumOf, bigSumOf] : [productOf, bigProductOf]
      if (isFloat(asked)) return { of: asked, dtype: asked, one: float as Reducer["one"] }
      const of = name === "prod" || isFloat(dtype) ? "int64" : dtype
      return { of, dtype: "int64", one: big as Reducer["one"] }
    }
    case "mean":
      return floating(dtype, options, (x, from, to) => sumOf(x, from, to) / (to - from))
    case "var":
      return floating(dtype, options, variance(options))
    case "std": {
      const squared = variance(options)
      return floating(dtype, options, (x, from, to) => Math.sqrt(squared(x, from, to)))
    }
    case "min":
    case "max": {
      const [plain, big] = name === "min" ? [leastOf, bigLeastOf] : [largestOf, bigLargestOf]
      return { of: dtype, dtype, one: (dtype === "int64" ? big : plain) as Reducer["one"] }
    }
    case "any":
    case "all": {
      const holds = name === "any" ? anyOf : allOf
      return { of: dtype, dtype: "bool", one: (x, from, to) => Number(holds(x, from, to)) }
    }
    default: {
      const place = name === "argmin" ? placeOfLeast : placeOfLargest
      return { of: dtype, dtype: "int64", one: (x, from, to) => BigInt(place(x, from, to)) }
    }
  }
}

function floating(dtype: DType, options: VarOptions, one: (x: Numbers, from: number, to: number) => number): Reducer {
  const result = options.dtype === undefined ? toFloating(dtype) : checkDType(options.dtype)
  return { of: isFloat(dtype) ? dtype : "float64", dtype: result, one: one as Reducer["one"] }
}

function variance({ ddof, correction }: VarOptions): (x: Numbers, from: number, to: number) => number {
  const less = ddof ?? correction ?? 0
  return (x, from, to) => {
    const count = to - from
    return squaresOf(x, from, to, sumOf(x, from, to) / count) / Math.max(0, count - less)
  }
}
