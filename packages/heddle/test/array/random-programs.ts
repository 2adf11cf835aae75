import * as da from "../../src/array/index.ts"
import type { DType } from "../../src/array/index.ts"
import { isFloat, promoteAll } from "../../src/array/dtype/index.ts"
import { Random } from "../scheduler/random.ts"
import type { Written } from "./numpy.ts"

/** One array of a program: what is called, the numbers of the arrays before that it is given, and its options. */
export interface Step {
  readonly call: string
  readonly of: readonly number[]
  readonly with?: Readonly<Record<string, unknown>>
}

/** The last step gives the result. */
export type ArrayProgram = readonly Step[]

type Lazy = da.LazyArray
type Options = Readonly<Record<string, unknown>>

const functions = da as unknown as Readonly<Record<string, (...args: unknown[]) => Lazy>>

/** What NumPy calls the same. */
const calls: Readonly<Record<string, (inputs: readonly Lazy[], options: never) => Lazy>> = {
  array: (_, { data, dtype, shape }: { data: Written[]; dtype: DType; shape: number[] }) =>
    da.array(data.map(valueOf), { dtype }).reshape(shape),
  full: (_, { shape, value, dtype }: { shape: number[]; value: number; dtype: DType }) =>
    da.full(shape, value, { dtype }),
  arange: (_, { start, stop, step }: { start: number; stop: number; step: number }) => da.arange(start, stop, step),
  eye: (_, { n, m, k }: { n: number; m: number; k: number }) => da.eye(n, { m, k }),
  scalar: ([a], { name, value, first }: { name: string; value: number; first: boolean }) =>
    first ? functions[name]!(value, a) : functions[name]!(a, value),
  where: ([c, a, b]) => da.where(c!, a!, b!),
  clip: ([a], { low, high }: { low: number; high: number }) => da.clip(a!, low, high),
  astype: ([a], { dtype }: { dtype: DType }) => a!.astype(dtype),
  slice: ([a], { at }: { at: string }) => a!.slice(at),
  transpose: ([a], { axes }: { axes: number[] }) => a!.transpose(axes),
  reshape: ([a], { shape }: { shape: number[] }) => a!.reshape(shape),
  expandDims: ([a], { axis }: { axis: number }) => da.expandDims(a!, axis),
  squeeze: ([a]) => a!.squeeze(),
  broadcastTo: ([a], { shape }: { shape: number[] }) => da.broadcastTo(a!, shape),
  flip: ([a], { axis }: { axis: number }) => da.flip(a!, axis),
  diagonal: ([a], { offset }: { offset: number }) => da.diagonal(a!, offset),
  slidingWindowView: ([a], { window, axis }: { window: number; axis: number }) =>
    da.slidingWindowView(a!, window, axis),
  concatenate: (all, { axis }: { axis: number }) => da.concatenate(all, axis),
  stack: (all, { axis }: { axis: number }) => da.stack(all, axis),
  take: ([a], { indices, axis }: { indices: number[]; axis: number }) => da.take(a!, indices, axis),
  persist: ([a]) => a!.persist(),
}

function valueOf(written: Written): number {
  return typeof written === "number" ? written : Number.NaN
}

/** The array of one step, of those before. */
export function called({ call, of, with: options = {} }: Step, before: readonly Lazy[]): Lazy {
  const inputs = of.map((i) => before[i]!)
  const own = calls[call]
  if (own !== undefined) return own(inputs, options as never)
  return functions[call]!(...inputs, ...(Object.keys(options).length > 0 ? [options] : []))
}

/** The array that a program makes. */
export function built(program: ArrayProgram): Lazy {
  const arrays: Lazy[] = []
  for (const step of program) arrays.push(called(step, arrays))
  return arrays.at(-1)!
}

/** What is known of the elements: as long as they are whole multiples of 2^-fraction, both libraries must give the same bits. */
interface Kind {
  readonly bits: number
  readonly fraction: number
  readonly mayBeNaN: boolean
}

const inexact = Number.POSITIVE_INFINITY

/** Makes a program at random; the same for the same seed. */
export class ProgramMaker {
  readonly #random: Random
  readonly #steps: Step[] = []
  readonly #arrays: Lazy[] = []
  readonly #kinds: Kind[] = []
  readonly #most: number

  /** `most`: elements of an array. */
  constructor(seed: number, most: number) {
    this.#random = new Random(seed)
    this.#most = most
  }

  /** Is the result the same bit by bit? */
  get isExact(): boolean {
    return this.#isExact(this.#arrays.length - 1)
  }

  program(steps: number): ArrayProgram {
    for (let i = 1 + this.#below(3); i > 0; i--) this.#source()
    while (this.#steps.length < steps) this.#next()
    return this.#steps
  }

  #below(limit: number): number {
    return this.#random.below(limit)
  }
  #one<T>(list: readonly T[]): T {
    return list[this.#below(list.length)]!
  }
  #between(from: number, to: number): number {
    return from + this.#below(to - from + 1)
  }
  #isExact(i: number): boolean {
    const { bits, fraction } = this.#kinds[i]!
    const { dtype } = this.#arrays[i]!
    return !isFloat(dtype) || bits + fraction < (dtype === "float32" ? 22 : 50)
  }

  #add(call: string, of: readonly number[], options: Options | undefined, kind?: Partial<Kind>): number {
    const step = { call, of, ...(options && { with: options }) }
    const array = called(step, this.#arrays)
    if (array.size > this.#most || array.ndim > 5) return this.#arrays.length - 1
    const kinds = of.map((i) => this.#kinds[i]!)
    const all = {
      bits: Math.max(0, ...kinds.map(({ bits }) => bits)),
      fraction: Math.max(0, ...kinds.map(({ fraction }) => fraction)),
      mayBeNaN: kinds.some(({ mayBeNaN }) => mayBeNaN),
      ...kind,
    }
    const wasInexact = of.some((i) => !this.#isExact(i))
    this.#steps.push(step)
    this.#arrays.push(array)
    this.#kinds.push(
      isFloat(array.dtype)
        ? wasInexact
          ? { ...all, bits: inexact }
          : all
        : { ...whole[array.dtype]!, mayBeNaN: false },
    )
    return this.#arrays.length - 1
  }

  #shape(): number[] {
    const rank = this.#one([0, 1, 1, 2, 2, 2, 3, 3, 4])
    const shape: number[] = []
    let left = this.#most
    for (let axis = 0; axis < rank; axis++) {
      const size = Math.min(left, this.#one([1, 1, 2, 3, 4, 5, 7, 9, 16, 33, this.#below(30) === 0 ? 0 : 6]))
      shape.push(size)
      left = Math.floor(left / Math.max(1, size))
    }
    return shape
  }

  #source(shape: readonly number[] = this.#shape()): number {
    const dtype = this.#one<DType>(["float64", "float64", "float64", "float32", "int64", "int32", "uint8", "bool"])
    const size = shape.reduce((a, b) => a * b, 1)
    if (this.#below(6) === 0) return this.#add("full", [], { shape, value: this.#between(0, 1), dtype }, { bits: 1 })
    if (this.#below(8) === 0 && shape.length === 1)
      return this.#add(
        "arange",
        [],
        { start: this.#between(-5, 5), stop: this.#between(6, 20), step: this.#one([1, 2, 3, 0.5]) },
        { bits: 6, fraction: 1 },
      )
    if (this.#below(8) === 0 && shape.length === 2)
      return this.#add("eye", [], { n: shape[0], m: shape[1], k: this.#between(-2, 2) }, { bits: 1 })
    const mayBeNaN = isFloat(dtype) && this.#below(4) === 0
    const data = Array.from({ length: size }, (): Written => {
      if (mayBeNaN && this.#below(8) === 0) return "nan"
      if (dtype === "bool") return this.#below(2)
      if (dtype === "uint8") return this.#below(this.#one([4, 256]))
      if (isFloat(dtype)) return this.#between(-32, 32) / 4
      return this.#one([this.#between(-9, 9), this.#between(-1e6, 1e6), this.#between(-2147483648, 2147483647)])
    })
    return this.#add("array", [], { data, dtype, shape }, { bits: 4, fraction: 2, mayBeNaN })
  }

  /** Some array, the later ones more often. */
  #some(test: (array: Lazy, i: number) => boolean = () => true): number | undefined {
    for (let i = this.#arrays.length - 1; i >= 0; i--) {
      if (test(this.#arrays[i]!, i) && (this.#below(3) > 0 || i === 0)) return i
    }
    return undefined
  }

  /** Another one that is broadcast to it, maybe made for it. */
  #beside(i: number): number {
    const { shape } = this.#arrays[i]!
    const fits = (other: Lazy): boolean => {
      const rank = Math.max(shape.length, other.ndim)
      return Array.from({ length: rank }, (_, a) => [shape.at(-1 - a) ?? 1, other.shape.at(-1 - a) ?? 1]).every(
        ([x, y]) => x === y || x === 1 || y === 1,
      )
    }
    if (this.#below(3) > 0) {
      const found = this.#some(fits)
      if (found !== undefined) return found
    }
    const made = this.#source(
      shape.slice(this.#below(shape.length + 1)).map((size) => (this.#below(4) === 0 ? 1 : size)),
    )
    return fits(this.#arrays[made]!) ? made : i
  }

  #next(): void {
    const i = this.#some() ?? this.#source()
    const kind = this.#random.pick({ map: 5, pair: 6, shape: 8, join: 4, reduce: 4, scan: 1, source: 1 })
    if (kind === "source") this.#source()
    else if (kind === "map") this.#map(i)
    else if (kind === "pair") this.#pair(i, this.#beside(i))
    else if (kind === "shape") this.#reshape(i)
    else if (kind === "join") this.#join(i)
    else if (kind === "reduce") this.#reduce(i)
    else this.#scan(i)
  }

  #map(i: number): void {
    const { dtype } = this.#arrays[i]!
    const { bits, fraction, mayBeNaN } = this.#kinds[i]!
    const isExact = this.#isExact(i)
    const names = ["abs", "isnan", "logicalNot", "smooth", "smooth", "scalar", "scalar", "astype", "astype", "round"]
    if (dtype !== "bool") names.push("negative", "square")
    if (!isFloat(dtype)) names.push("invert")
    if (isExact && dtype !== "bool") names.push("floor", "ceil", "rint", "sign", "clip", "clip")
    if (dtype === "int32" || dtype === "int64" || dtype === "uint8") names.push("shift", "power")
    const name = this.#one(names)
    switch (name) {
      case "smooth":
        return void this.#add(this.#one(["sin", "cos", "arctan", "tanh", "cbrt", "arcsinh"]), [i], undefined, {
          bits: inexact,
        })
      case "scalar": {
        const call = this.#one(
          dtype === "bool" ? ["add", "multiply"] : ["add", "subtract", "multiply", "minimum", "maximum"],
        )
        const value = isFloat(dtype) ? this.#between(-8, 8) / 4 : this.#between(0, 9)
        return void this.#add(
          "scalar",
          [i],
          { name: call, value, first: this.#below(2) === 0 },
          call === "multiply"
            ? { bits: bits + 2, fraction: fraction + 2 }
            : { bits: Math.max(bits, 2) + 1, fraction: Math.max(fraction, 2) },
        )
      }
      case "astype": {
        const to = this.#one<DType>(["float64", "float32", "int64", "int32", "uint8", "bool"])
        // What has no place in the other type is the processor's matter.
        const isSafe = !isFloat(dtype) || isFloat(to) || (isExact && !mayBeNaN && bits < 30 && to !== "uint8")
        if (!isSafe || (to === "bool" && !isExact)) return
        return void this.#add(
          "astype",
          [i],
          { dtype: to },
          isFloat(dtype) ? {} : { bits: whole[dtype]!.bits, fraction: 0 },
        )
      }
      case "clip":
        return void this.#add(
          "clip",
          [i],
          { low: this.#between(0, 3), high: this.#between(3, 9) },
          { bits: Math.max(bits, 4) },
        )
      case "shift":
        return void this.#add("scalar", [i], {
          name: this.#one(["leftShift", "rightShift"]),
          value: this.#below(7),
          first: false,
        })
      case "power":
        return void this.#add("scalar", [i], { name: "power", value: this.#below(4), first: false })
      case "round":
        if (isExact && isFloat(dtype)) this.#add("rint", [i], undefined, {})
        return
      case "square":
        return void this.#add("square", [i], undefined, { bits: bits * 2, fraction: fraction * 2 })
      default:
        this.#add(name, [i], undefined)
    }
  }

  #pair(i: number, j: number): void {
    const types = [this.#arrays[i]!.dtype, this.#arrays[j]!.dtype]
    const dtype = promoteAll(types)
    const [a, b] = [this.#kinds[i]!, this.#kinds[j]!]
    const areExact = this.#isExact(i) && this.#isExact(j)
    const names = ["add", "multiply", "logicalAnd", "logicalOr", "logicalXor", "hypot", "where", "where"]
    if (dtype !== "bool") names.push("subtract", "add")
    if (!isFloat(dtype)) names.push("bitwiseAnd", "bitwiseOr", "bitwiseXor")
    if (dtype === "int32" || dtype === "int64" || dtype === "uint8") names.push("floorDivide", "mod")
    if (areExact) names.push("minimum", "maximum", "fmin", "fmax", "equal", "less", "greaterEqual", "notEqual", "less")
    if (!areExact) names.splice(names.indexOf("logicalAnd"), 3)
    const name = this.#one(names)
    const more = { bits: Math.max(a.bits, b.bits) + 1 }
    if (name === "where") {
      const condition =
        this.#some((array, at) => this.#isExact(at) && array.ndim <= 1 && array.size === 1) ??
        this.#some((array) => String(array.shape) === String(this.#arrays[i]!.shape)) ??
        i
      if (!this.#isExact(condition)) return
      return void this.#add("where", [condition, i, j], undefined)
    }
    this.#add(
      name,
      [i, j],
      undefined,
      name === "multiply"
        ? { bits: a.bits + b.bits, fraction: a.fraction + b.fraction }
        : name === "hypot"
          ? { bits: inexact }
          : more,
    )
  }

  #reshape(i: number): void {
    const array = this.#arrays[i]!
    const { shape, ndim, size } = array
    const axis = ndim === 0 ? 0 : this.#between(-ndim, ndim - 1)
    const name = this.#one([
      "slice",
      "slice",
      "slice",
      "transpose",
      "transpose",
      "reshape",
      "reshape",
      "expandDims",
      "squeeze",
      "broadcastTo",
      "flip",
      "diagonal",
      "slidingWindowView",
      "take",
      "take",
      "persist",
    ])
    switch (name) {
      case "slice":
        return void this.#add("slice", [i], { at: this.#slice(shape) })
      case "transpose": {
        const axes = shape
          .map((_, a) => [this.#below(1000), a] as const)
          .toSorted(([a], [b]) => a - b)
          .map(([, a]) => a)
        return void this.#add("transpose", [i], { axes })
      }
      case "reshape": {
        const to = this.#factors(size)
        if (to.length > 0 && size > 0 && this.#below(3) === 0) to[this.#below(to.length)] = -1
        return void this.#add("reshape", [i], { shape: to })
      }
      case "expandDims":
        return void this.#add("expandDims", [i], { axis: this.#between(-ndim - 1, ndim) })
      case "squeeze":
      case "persist":
        return void this.#add(name, [i], undefined)
      case "broadcastTo": {
        const to = shape.map((one) => (one === 1 ? this.#between(1, 3) : one))
        return void this.#add("broadcastTo", [i], { shape: this.#below(2) === 0 ? [this.#between(1, 3), ...to] : to })
      }
      case "flip":
        if (ndim > 0) this.#add("flip", [i], { axis })
        return
      case "diagonal":
        if (ndim > 1) this.#add("diagonal", [i], { offset: this.#between(-3, 3) })
        return
      case "slidingWindowView": {
        const length = ndim === 0 ? 0 : shape.at(axis)!
        if (length > 0) this.#add("slidingWindowView", [i], { window: this.#between(1, Math.min(length, 4)), axis })
        return
      }
      default: {
        if (ndim === 0 || shape.at(axis) === 0) return
        const length = shape.at(axis)!
        const first = this.#below(length)
        const indices =
          this.#below(2) === 0
            ? Array.from({ length: this.#below(8) }, () => this.#between(-length, length - 1))
            : Array.from({ length: this.#below(length - first + 1) }, (_, at) => first + at)
        this.#add("take", [i], { indices, axis })
      }
    }
  }

  #slice(shape: readonly number[]): string {
    const parts: string[] = []
    const ranges = shape.slice(0, this.#between(0, shape.length)).map((size) => {
      if (size > 0 && this.#below(4) === 0) return String(this.#between(-size, size - 1))
      const end = (): string => (this.#below(2) === 0 ? "" : String(this.#between(-size - 2, size + 2)))
      const step = this.#one(["", "", ":-1", ":2", ":-2", ":3"])
      return this.#below(5) === 0
        ? `${end()}:${end()}${step}`
        : `${step.startsWith(":-") ? "" : this.#one(["", "0", "1"])}:${step}`
    })
    for (const range of ranges) {
      if (this.#below(8) === 0) parts.push("newaxis")
      parts.push(range)
    }
    if (this.#below(8) === 0) parts.push("...")
    return parts.length === 0 ? "..." : parts.join(", ")
  }

  #factors(size: number): number[] {
    if (size === 0) return [this.#below(3), 0]
    const shape: number[] = []
    for (let left = size; left > 1;) {
      const divisors = Array.from({ length: left }, (_, d) => d + 1).filter((one) => left % one === 0)
      const one = this.#one(divisors)
      if (shape.length === 3) {
        shape.push(left)
        break
      }
      shape.push(one)
      left /= one
    }
    return shape
  }

  #join(i: number): void {
    const { shape, ndim } = this.#arrays[i]!
    const many = this.#between(1, 3)
    if (this.#below(3) === 0 || ndim === 0) {
      const others = Array.from(
        { length: many },
        () => this.#some(({ shape: other }) => String(other) === String(shape)) ?? i,
      )
      return void this.#add("stack", [i, ...others], { axis: this.#between(-ndim - 1, ndim) })
    }
    const axis = this.#between(-ndim, ndim - 1)
    const at = (axis + ndim) % ndim
    const fits = (other: Lazy): boolean =>
      other.ndim === ndim && shape.every((size, a) => a === at || size === other.shape[a])
    const others = Array.from({ length: many }, () => {
      if (this.#below(3) > 0) return this.#some(fits) ?? i
      return this.#source(shape.map((size, a) => (a === at ? this.#between(1, 3) : size)))
    }).filter((one) => fits(this.#arrays[one]!))
    this.#add("concatenate", this.#below(2) === 0 ? [i, ...others] : [...others, i], { axis })
  }

  #reduce(i: number): void {
    const { shape, ndim, dtype } = this.#arrays[i]!
    const { bits, fraction } = this.#kinds[i]!
    const isExact = this.#isExact(i)
    const axes = shape.map((_, a) => a).filter(() => this.#below(2) === 0)
    const axis = this.#one<unknown>([undefined, axes, axes, axes, ndim === 0 ? [] : this.#between(-ndim, ndim - 1)])
    const of = axis === undefined ? shape.map((_, a) => a) : typeof axis === "number" ? [(axis + ndim) % ndim] : axes
    const count = of.reduce((size, a) => size * shape[a]!, 1)
    const names = ["sum", "mean", "var", "std", "nansum", "nanmean"]
    if (isExact) names.push("any", "all", "countNonzero")
    if (isExact && count > 0 && this.#arrays[i]!.size > 0)
      names.push("min", "max", "argmin", "argmax", "nanmin", "nanmax", "ptp")
    if (!isFloat(dtype)) names.push("prod")
    const name = this.#one(names)
    const keepdims = this.#below(3) === 0
    const isPlace = name.startsWith("arg")
    if (name === "ptp" && dtype === "bool") return
    const own = isPlace && typeof axis !== "number" ? undefined : axis
    const options = {
      ...(own !== undefined && { axis: own }),
      ...(keepdims && { keepdims }),
      ...((name === "var" || name === "std") && this.#below(2) === 0 && { ddof: 1 }),
    }
    const made = name.endsWith("sum")
      ? { bits: bits + Math.ceil(Math.log2(count + 1)), fraction }
      : ["mean", "var", "std", "nanmean"].includes(name)
        ? { bits: inexact, mayBeNaN: true }
        : {}
    this.#add(name, [i], Object.keys(options).length > 0 ? options : undefined, made)
  }

  #scan(i: number): void {
    const { ndim, size, dtype } = this.#arrays[i]!
    const { bits } = this.#kinds[i]!
    const axis = this.#below(3) === 0 ? undefined : ndim === 0 ? 0 : this.#between(-ndim, ndim - 1)
    if (ndim === 0 && axis !== undefined) return
    const name = isFloat(dtype) ? this.#one(["cumsum", "nancumsum"]) : this.#one(["cumsum", "cumprod"])
    this.#add(name, [i], axis === undefined ? undefined : { axis }, { bits: bits + Math.ceil(Math.log2(size + 1)) })
  }
}

/** Bits of integers. */
const whole: Partial<Record<DType, Kind>> = {
  bool: { bits: 1, fraction: 0, mayBeNaN: false },
  uint8: { bits: 8, fraction: 0, mayBeNaN: false },
  int32: { bits: 32, fraction: 0, mayBeNaN: false },
  int64: { bits: 64, fraction: 0, mayBeNaN: false },
}
