import type { DType, Elements, Scalar } from "../dtype/index.ts"

interface ElementsBy {
  float64: Float64Array
  float32: Float32Array
  int64: BigInt64Array
  int32: Int32Array
  uint8: Uint8Array
  bool: Uint8Array
}

/** The typed array that holds elements of a type. */
export type ElementsOf<D extends DType> = ElementsBy[D]

/** One element of a type. */
export type ScalarOf<D extends DType> = D extends "int64" ? bigint : D extends "bool" ? boolean : number

/** Lists in lists, as deep as there are axes. The innermost may be typed arrays. */
export type NestedList = Scalar | Elements | readonly NestedList[]

/** How the elements of a typed array are seen. */
export interface NDArrayOptions<D extends DType = DType> {
  /** Default: the kind of the typed array. "bool" is a Uint8Array of 0 and 1. */
  readonly dtype?: D | undefined
  /** Elements from one place to the next along each axis. Default: C order, the last axis next to each other. */
  readonly strides?: readonly number[] | undefined
  /** The element of `data` that comes first. Default: 0. */
  readonly offset?: number | undefined
}

/** When two numbers are called close: |a - b| <= atol + rtol * |b|. */
export interface Closeness {
  /** Default: 1e-5. */
  readonly rtol?: number | undefined
  /** Default: 1e-8. */
  readonly atol?: number | undefined
  /** Is NaN close to NaN? Default: false. */
  readonly equalNan?: boolean | undefined
}

/** Along which axes. */
export interface AxisOptions {
  /** One axis, or several; negative ones count from the end. Default: all. */
  readonly axis?: number | readonly number[] | null | undefined
  /** true: the axes stay, with a size of 1. */
  readonly keepdims?: boolean | undefined
}

export interface ReduceOptions extends AxisOptions {
  /** As what it is added up. */
  readonly dtype?: DType | undefined
}

export interface VarOptions extends ReduceOptions {
  /** It is divided by so many less than there are. Default 0. */
  readonly ddof?: number | undefined
  /** NumPy's newer name for `ddof`. */
  readonly correction?: number | undefined
}

/** What sums of elements of a type are: int64 of all but floats. */
export type SumOf<D extends DType> = D extends "float64" | "float32" ? number : bigint
