import { randomInt } from "node:crypto"
import { OptionError } from "../../core/errors/index.ts"
import { boolean, integer } from "../../core/options/index.ts"
import { distributions, draw } from "../../jit/index.ts"
import { checkDType } from "../dtype/index.ts"
import type { DType } from "../dtype/index.ts"
import { operation } from "../element/index.ts"
import { castTo, constant, iota, map, random as randomNode, view } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { checkShape } from "../shape/index.ts"
import type { ChunkSpec, ShapeLike } from "../shape/index.ts"

/** What is said of a new array. */
export interface ArrayOptions {
  readonly dtype?: DType
  /** How it is cut for `mapBlocks` and files. Results do not depend on it. */
  readonly chunks?: ChunkSpec
}

export interface RandomOptions {
  readonly chunks?: ChunkSpec
  /** The same seed gives the same numbers, however they are cut. */
  readonly seed?: number | undefined
}

export function full(shape: ShapeLike, value: unknown, dtype?: DType): Node {
  if (typeof value !== "number" && typeof value !== "bigint" && typeof value !== "boolean") {
    throw new OptionError("value", "a number, a bigint or a boolean", value)
  }
  const own = typeof value === "number" ? "float64" : typeof value === "bigint" ? "int64" : "bool"
  return castTo(constant(value, own, checkShape(shape)), dtype === undefined ? own : checkDType(dtype))
}

const f64 = (value: number): Node => constant(value, "float64")

/** `start`, `start + step`, … to before `stop`. */
export function arange(from: unknown, to: unknown, by: unknown, dtype?: DType): Node {
  const [start, stop] = to === undefined ? [0, from] : [from, to]
  for (const [name, value] of [
    ["start", start],
    ["stop", stop],
    ["step", by],
  ] as const) {
    if (typeof value !== "number" || !Number.isFinite(value)) throw new OptionError(name, "a finite number", value)
  }
  const [first, last, step] = [start as number, stop as number, by as number]
  if (step === 0) throw new OptionError("step", "other than 0", by)
  const length = Math.max(0, Math.ceil((last - first) / step))
  const index = iota(length)
  const scaled = step === 1 ? index : map(operation("multiply"), [index, f64(step)])
  const whole = first === 0 ? scaled : map(operation("add"), [scaled, f64(first)])
  return dtype === undefined ? whole : castTo(whole, checkDType(dtype))
}

export interface LinspaceOptions extends ArrayOptions {
  /** false: `stop` is not among them. */
  readonly endpoint?: boolean
}

/** `num` numbers from `start` to `stop`, as far from each other. */
export function linspace(
  start: unknown,
  stop: unknown,
  num: unknown,
  { endpoint = true, dtype }: LinspaceOptions = {},
): Node {
  for (const [name, value] of [
    ["start", start],
    ["stop", stop],
  ] as const) {
    if (typeof value !== "number") throw new OptionError(name, "a number", value)
  }
  const count = integer("num", num, { min: 0 })
  boolean("endpoint", endpoint)
  const [first, last] = [start as number, stop as number]
  const gaps = endpoint ? count - 1 : count
  const step = (last - first) / gaps
  const index = iota(count)
  const line = map(operation("add"), [map(operation("multiply"), [index, f64(gaps > 0 ? step : 0)]), f64(first)])
  const isLast = map(operation("equal"), [index, f64(count - 1)])
  const whole = endpoint && count > 1 ? map(operation("where"), [isLast, f64(last), line]) : line
  return dtype === undefined ? whole : castTo(whole, checkDType(dtype))
}

/** The index along each of two axes. */
function indices(rows: number, columns: number): readonly [Node, Node] {
  const shape = [rows, columns]
  return [
    view(iota(rows), { start: [0], steps: [[1, 0]] }, shape),
    view(iota(columns), { start: [0], steps: [[0, 1]] }, shape),
  ]
}

/** Ones along a diagonal, `k` above the main one. */
export function eye(rows: number, columns: number, k: number, dtype?: DType): Node {
  const [i, j] = indices(integer("n", rows, { min: 0 }), integer("m", columns, { min: 0 }))
  const isOn = map(operation("equal"), [map(operation("add"), [i, f64(integer("k", k))]), j])
  return castTo(isOn, dtype === undefined ? "float64" : checkDType(dtype))
}

/** 1 at and below a diagonal. */
export function tri(rows: number, columns: number, k: number): Node {
  const [i, j] = indices(rows, columns)
  return map(operation("greaterEqual"), [map(operation("add"), [i, f64(k)]), j])
}

/** Of a seed and a number, 64 bits (SplitMix64's finalizer). */
function mixed(value: bigint): bigint {
  let z = BigInt.asUintN(64, value)
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n)
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn)
  return z ^ (z >> 31n)
}

/** Keys of arrays that are drawn one after the other. */
export class Keys {
  readonly #seed: bigint
  #drawn = 0n

  constructor(seed: number | undefined) {
    if (seed !== undefined && !Number.isSafeInteger(seed)) throw new OptionError("seed", "a safe integer", seed)
    this.#seed = BigInt(seed ?? randomInt(2 ** 47))
  }

  next(): bigint {
    return mixed(mixed(this.#seed) + 0x9e3779b97f4a7c15n * ++this.#drawn)
  }
}

export type DistributionName = Exclude<keyof typeof distributions, "choice" | "shuffle"> | "random"

const functions: ReadonlyMap<string, Function> = new Map<string, Function>([
  ...Object.entries(distributions),
  ["random", draw],
])

/** Numbers of a distribution. */
export function drawn(name: DistributionName, parameters: readonly number[], shape: ShapeLike, key: bigint): Node {
  return randomNode(name, functions.get(name)!, parameters, key, checkShape(shape))
}
