import { inspect } from "node:util"
import { IndexError, OptionError, ShapeError } from "../../core/errors/index.ts"
import { isHeapArray } from "../../core/heap/index.ts"
import { registerHandle } from "../../core/wire/index.ts"
import { arrayOf, checkDType, dtypeOf, promote, toScalar } from "../dtype/index.ts"
import type { DType } from "../dtype/index.ts"
import {
  broadcastShapes,
  checkShape,
  contiguous,
  normalizeAxis,
  parseSlices,
  place,
  shapeText,
  sizeOf,
} from "../shape/index.ts"
import type { ShapeLike, Slice, SliceSpec } from "../shape/index.ts"
import { cast } from "./cast.ts"
import { allNear, sameElements } from "./compare.ts"
import { fromNested, toElement, toNested } from "./nested.ts"
import { checkReach, checkThere, filledShape } from "./reach.ts"
import { reduced } from "./reductions.ts"
import type { ReductionName } from "./reductions.ts"
import { copyStrided, isContiguous, reshapedStrides } from "./strided.ts"
import { arrayText } from "./text.ts"
import type {
  AxisOptions,
  Closeness,
  ElementsOf,
  NDArrayOptions,
  NestedList,
  ReduceOptions,
  ScalarOf,
  SumOf,
  VarOptions,
} from "./types.ts"

/**
 * Numbers in memory with a shape: what `compute()` gives. It is a view of the typed array `data`, as NumPy's ndarray is of a
 * buffer: `slice`, `T`, `transpose` and most of `reshape` share the elements, and what is set in one is seen in the others.
 *
 * @example
 * ```ts
 * import { NDArray } from "heddle/array"
 * const a = NDArray.from([[1, 2, 3], [4, 5, 6]])
 * a.get(1, -1) // => 6
 * a.slice(":, 1").toArray() // => [2, 5]
 * a.T.shape // => [3, 2]
 * String(a.astype("int32")) // => "[[1 2 3]\n [4 5 6]]"
 * ```
 */
export class NDArray<D extends DType = DType> {
  static {
    const print = function (this: NDArray): string {
      const isGone = this.data.length === 0 && this.size > 0
      const text = isGone ? "is gone" : arrayText(this, this.dtype, ", ")
      return `NDArray(${this.shape.join(", ")}) ${this.dtype}${text.includes("\n") ? "\n" : " "}${text}`
    }
    Object.defineProperty(this.prototype, inspect.custom, { value: print })
  }

  /** What the view is of. Its elements may be more than the array's, and in another order: `flat()` gives those. */
  readonly data: ElementsOf<D>
  readonly shape: readonly number[]
  /** Elements of `data` from one place to the next along each axis. */
  readonly strides: readonly number[]
  /** Where in `data` the first element is. */
  readonly offset: number
  readonly dtype: D

  /**
   * A view of a typed array, which is not copied.
   *
   * @throws OptionError where an option is not what it must be
   * @throws ShapeError where the typed array has not the elements that the shape asks for
   */
  constructor(data: ElementsOf<D>, shape: ShapeLike, options: NDArrayOptions<D> = {}) {
    const own = ArrayBuffer.isView(data) ? dtypeOf(data) : undefined
    if (own === undefined) throw new OptionError("data", "a typed array of what an array can hold", data)
    const dtype = options.dtype === undefined ? own : checkDType(options.dtype)
    if (dtype !== own && !(dtype === "bool" && own === "uint8")) {
      throw new OptionError("dtype", `"${own}", as the elements are`, dtype, { hint: "astype() converts elements" })
    }
    this.data = data
    this.dtype = dtype as D
    this.shape = checkShape(shape)
    this.strides = options.strides === undefined ? contiguous(this.shape) : [...options.strides]
    this.offset = options.offset ?? 0
    checkReach(this, options)
  }

  /**
   * A new array of what lists in lists hold, a typed array, a number, or another array: always a copy. The type is, if none
   * is given, as in NumPy the smallest that holds all: booleans are bool, bigints int64, and numbers float64.
   *
   * @throws ShapeError where lists beside each other differ in length; the message says where
   * @throws OptionError where an element is neither a number, a bigint nor a boolean
   *
   * @example
   * ```ts
   * import { NDArray } from "heddle/array"
   * NDArray.from([[true, false]]).dtype // => "bool"
   * NDArray.from([1, 2.7], "int32").toArray() // => [1, 2]
   * ```
   */
  static from<D extends DType = DType>(value: NDArray | NestedList, dtype?: D): NDArray<D> {
    if (dtype !== undefined) checkDType(dtype)
    if (value instanceof NDArray) return (dtype === undefined ? value.copy() : value.astype(dtype)) as NDArray<D>
    const { data, shape, dtype: found } = fromNested(value, dtype)
    return new NDArray<D>(data as ElementsOf<D>, shape, { dtype: found as D })
  }

  /** How many elements there are. */
  get size(): number {
    return sizeOf(this.shape)
  }

  /** How many axes there are. */
  get ndim(): number {
    return this.shape.length
  }

  /** A view with the axes in the opposite order. */
  get T(): NDArray<D> {
    return this.transpose()
  }

  /**
   * One element. Negative indices count from the end.
   *
   * @throws IndexError where there is none, or where there are not as many indices as axes
   */
  get(...indices: number[]): ScalarOf<D> {
    return this.#scalar(this.#at(indices))
  }

  /** Sets one element. @throws IndexError as `get` */
  set(value: number | bigint | boolean, ...indices: number[]): void {
    const at = this.#at(indices)
    this.data[at] = toElement(this.dtype, value) as never
  }

  /** The one element. @throws ShapeError where there are more, or none */
  item(): ScalarOf<D> {
    checkThere(this)
    if (this.size === 1) return this.#scalar(this.offset)
    throw new ShapeError(
      `item() is of an array with one element, and this one has ${this.size}: ${shapeText(this.shape)}`,
      {
        hint: "get(...indices) gives one of them",
      },
    )
  }

  /** Plain lists in lists, a copy; a scalar where there are no axes. Booleans of bool, bigints of int64. */
  toArray(): unknown {
    checkThere(this)
    return toNested(this, this.dtype)
  }

  /**
   * What lies along the first axis: views, or the elements where there is no other axis.
   *
   * @throws ShapeError where there are no axes
   */
  *[Symbol.iterator](): Generator<ScalarOf<D> extends infer S ? S | NDArray<D> : never, void, undefined> {
    if (this.ndim === 0)
      throw new ShapeError("an array without axes cannot be iterated over", { hint: "item() gives its element" })
    checkThere(this)
    const [step, shape, strides] = [this.strides[0]!, this.shape.slice(1), this.strides.slice(1)]
    for (let i = 0; i < this.shape[0]!; i++) {
      const at = this.offset + i * step
      yield (this.ndim === 1 ? this.#scalar(at) : this.#view(shape, strides, at)) as never
    }
  }

  /**
   * A view of a part, written as in NumPy, `"10:20, ::2"`, or as a list of what is said of each axis.
   *
   * @throws IndexError for an index that is outside, and for too many of them
   * @throws OptionError where it is no slice
   */
  slice(spec: SliceSpec | number | Slice): NDArray<D> {
    const kept = parseSlices(spec, this.shape)
    const ofAxis = (axis: number | undefined): number => (axis === undefined ? 0 : this.strides[axis]!)
    const offset = kept.reduce((at, { axis, start }) => at + start * ofAxis(axis), this.offset)
    const left = kept.filter(({ isDropped }) => !isDropped)
    return this.#view(
      left.map(({ size }) => size),
      left.map(({ axis, step }) => step * ofAxis(axis)),
      left.some(({ size }) => size === 0) ? this.offset : offset,
    )
  }

  /** A view with the axes in another order, the opposite one by default. @throws OptionError where an axis is missing */
  transpose(axes?: readonly number[]): NDArray<D> {
    const order =
      axes?.map((axis) => normalizeAxis(axis, this.ndim, "axes")) ?? this.shape.map((_, i) => this.ndim - 1 - i)
    if (order.length !== this.ndim || new Set(order).size !== this.ndim) {
      throw new OptionError("axes", `each of the ${this.ndim} axes once`, axes)
    }
    return this.#view(
      order.map((axis) => this.shape[axis]!),
      order.map((axis) => this.strides[axis]!),
      this.offset,
    )
  }

  /**
   * The elements in another shape: a view where strides can say it, as always in C order, else a copy. One size may be -1.
   *
   * @throws ShapeError where the sizes do not give as many elements
   */
  reshape(shape: ShapeLike): NDArray<D> {
    const sizes = filledShape(shape, this.shape)
    const strides = reshapedStrides(this, sizes)
    if (strides !== undefined) return this.#view(sizes, strides, this.offset)
    return new NDArray<D>(this.flat(), sizes, { dtype: this.dtype })
  }

  /** The elements in C order: `data`, or a part of it, where they lie so, else a copy. */
  flat(): ElementsOf<D> {
    checkThere(this)
    const { data, shape, strides, offset, size } = this
    if (isContiguous(shape, strides)) {
      return size === data.length ? data : (data.subarray(offset, offset + size) as ElementsOf<D>)
    }
    const made = arrayOf(this.dtype, size)
    copyStrided(this, { data: made, shape, strides: contiguous(shape), offset: 0 })
    return made as ElementsOf<D>
  }

  /** A copy in C order, in memory of its own. */
  copy(): NDArray<D> {
    return this.astype(this.dtype)
  }

  /**
   * A copy as another type. As NumPy casts: a fraction is cut off, an integer that is too large wraps, NaN and infinities
   * become 0 where integers are asked for, and whatever is not 0 is true.
   */
  astype<To extends DType>(dtype: To): NDArray<To> {
    const flat = this.flat()
    const isOwn = this.dtype === checkDType(dtype) && !isContiguous(this.shape, this.strides)
    const data = isOwn ? flat : cast(flat, this.dtype, dtype)
    return new NDArray<To>(data as ElementsOf<To>, this.shape, { dtype })
  }

  /**
   * The sum of all elements, or along axes; of integers and booleans as int64. This and the next ten are NumPy's, and at once: a number, or,
   * along axes or with `keepdims`, an array.
   *
   * @throws OptionError, ShapeError
   *
   * @example
   * ```ts
   * import { NDArray } from "heddle/array"
   * const a = NDArray.from([[1, 2], [3, 6]])
   * a.sum() // => 12
   * String(a.mean({ axis: 0 })) // => "[2. 4.]"
   * a.argmax() // => 3n
   * ```
   */
  sum(): SumOf<D>
  sum(options: ReduceOptions | undefined): number | bigint | boolean | NDArray
  sum(options?: ReduceOptions): unknown {
    return this.#reduced("sum", options)
  }
  prod(): SumOf<D>
  prod(options: ReduceOptions | undefined): number | bigint | boolean | NDArray
  prod(options?: ReduceOptions): unknown {
    return this.#reduced("prod", options)
  }
  mean(): number
  mean(options: ReduceOptions | undefined): number | bigint | boolean | NDArray
  mean(options?: ReduceOptions): unknown {
    return this.#reduced("mean", options)
  }
  var(): number
  var(options: VarOptions | undefined): number | bigint | boolean | NDArray
  var(options?: VarOptions): unknown {
    return this.#reduced("var", options)
  }
  std(): number
  std(options: VarOptions | undefined): number | bigint | boolean | NDArray
  std(options?: VarOptions): unknown {
    return this.#reduced("std", options)
  }
  min(): ScalarOf<D>
  min(options: AxisOptions | undefined): ScalarOf<D> | NDArray<D>
  min(options?: AxisOptions): unknown {
    return this.#reduced("min", options)
  }
  max(): ScalarOf<D>
  max(options: AxisOptions | undefined): ScalarOf<D> | NDArray<D>
  max(options?: AxisOptions): unknown {
    return this.#reduced("max", options)
  }
  any(): boolean
  any(options: AxisOptions | undefined): boolean | NDArray<"bool">
  any(options?: AxisOptions): unknown {
    return this.#reduced("any", options)
  }
  all(): boolean
  all(options: AxisOptions | undefined): boolean | NDArray<"bool">
  all(options?: AxisOptions): unknown {
    return this.#reduced("all", options)
  }
  argmin(): bigint
  argmin(options: AxisOptions | undefined): bigint | NDArray<"int64">
  argmin(options?: AxisOptions): unknown {
    return this.#reduced("argmin", options)
  }
  argmax(): bigint
  argmax(options: AxisOptions | undefined): bigint | NDArray<"int64">
  argmax(options?: AxisOptions): unknown {
    return this.#reduced("argmax", options)
  }

  /** Do both have the same shape and the same elements, whatever their types? `equalNan`: NaN is then the same as NaN. */
  equals(other: NDArray | NestedList, { equalNan = false }: { readonly equalNan?: boolean } = {}): boolean {
    const b: NDArray = other instanceof NDArray ? other : NDArray.from(other)
    if (this.ndim !== b.ndim || this.shape.some((size, axis) => size !== b.shape[axis])) return false
    const dtype = promote(this.dtype, b.dtype)
    return sameElements(this.#flatAs(dtype), b.#flatAs(dtype), dtype, equalNan)
  }

  /**
   * Is each element close to the other's: |a - b| <= atol + rtol * |b|? As NumPy's `allclose`, so b is broadcast.
   *
   * @throws ShapeError where the shapes do not go together
   */
  allClose(other: NDArray | NestedList, closeness: Closeness = {}): boolean {
    const b: NDArray = other instanceof NDArray ? other : NDArray.from(other)
    const shape = broadcastShapes(this.shape, b.shape)
    const flat = (one: NDArray): Float64Array => one.#broadcast(shape).#flatAs("float64") as Float64Array
    return allNear(flat(this), flat(b), closeness)
  }

  /** As NumPy prints it: brackets, columns, at most 8 digits after the point, and of more than 1000 elements the edges. */
  toString(): string {
    checkThere(this)
    return arrayText(this, this.dtype, " ")
  }

  #reduced(name: ReductionName, options: VarOptions = {}): unknown {
    checkThere(this)
    const { data, shape, dtype } = reduced(this, name, options)
    const made = new NDArray(data, shape, { dtype })
    return made.ndim === 0 ? made.item() : made
  }

  #scalar(at: number): ScalarOf<D> {
    return toScalar(this.dtype, this.data[at]!) as ScalarOf<D>
  }

  #at(indices: readonly number[]): number {
    if (indices.length !== this.ndim) {
      throw new IndexError(`${indices.length} indices for the ${this.ndim} axes of ${shapeText(this.shape)}`, {
        hint: "slice() gives a part of an array",
      })
    }
    checkThere(this)
    let at = this.offset
    for (let axis = 0; axis < indices.length; axis++) {
      at += place(indices[axis]!, axis, this.shape[axis]!) * this.strides[axis]!
    }
    return at
  }

  #view(shape: readonly number[], strides: readonly number[], offset: number): NDArray<D> {
    return new NDArray<D>(this.data, shape, { dtype: this.dtype, strides, offset })
  }

  #broadcast(shape: readonly number[]): NDArray<D> {
    const before = shape.length - this.ndim
    const strides = shape.map((_, axis) => ((this.shape[axis - before] ?? 1) === 1 ? 0 : this.strides[axis - before]!))
    return this.#view(shape, strides, this.offset)
  }

  #flatAs(dtype: DType): ElementsOf<DType> {
    return this.dtype === dtype ? this.flat() : cast(this.flat(), this.dtype, dtype)
  }
}

/** What goes to another thread: elements of shared memory as they are, others as a copy of what the array shows. */
type Sent = readonly [data: ElementsOf<DType>, shape: readonly number[], options: NDArrayOptions]

registerHandle<NDArray>("heddle.ndarray", NDArray, {
  encode(array): Sent {
    const { data, dtype, offset, shape, strides } = array
    if (isHeapArray(data) || array.size === data.length) return [data, shape, { dtype, strides, offset }]
    return [array.flat(), shape, { dtype }]
  },
  decode: (sent) => new NDArray(...(sent as Sent)),
  home: "array/ndarray/index",
})
