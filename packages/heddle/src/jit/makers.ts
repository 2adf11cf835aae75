import { OptionError } from "../core/errors/index.ts"
import {
  copyToShared,
  float32,
  float64,
  int16,
  int32,
  int64,
  int8,
  uint16,
  uint32,
  uint64,
  uint8,
  uint8Clamped,
} from "../core/heap/index.ts"
import type { HeapHandle } from "../core/heap/index.ts"
import { onlyOutside } from "./kernel-form.ts"
import { boolean, integer, knownKeys } from "../core/options/index.ts"

/** Float64 in the memory that kernels and all threads share. */
export type HeapFloat64Array = Float64Array<SharedArrayBuffer> & HeapHandle

/**
 * So many zeros on the shared heap.
 *
 * @throws OptionError where the length is no integer of 0 or more
 * @throws HeapExhaustedError where there is no room
 *
 * @example
 * ```ts
 * import { zeros } from "heddle/jit"
 * using a = zeros(3)
 * Array.from(a) // => [0, 0, 0]
 * ```
 */
export function zeros(length: number): HeapFloat64Array {
  return float64(integer("length", length, { min: 0 }))
}

/**
 * The numbers from `start` (0) up to `stop`, which is left out, `step` (1) apart, on the shared heap: `ceil((stop - start) / step)`
 * of them. As in NumPy, to the bit, each is `start + i * d`, where `d` is by how much the second differs from the first once it
 * is rounded; for integers that is the step.
 *
 * @throws OptionError where an argument is no finite number, or the step is 0
 * @throws HeapExhaustedError where there is no room
 *
 * @example
 * ```ts
 * import { arange } from "heddle/jit"
 * using a = arange(1, 2, 0.25)
 * Array.from(a) // => [1, 1.25, 1.5, 1.75]
 * ```
 */
export function arange(stop: number): HeapFloat64Array
export function arange(start: number, stop: number, step?: number): HeapFloat64Array
export function arange(first: number, second?: number, step: number = 1): HeapFloat64Array {
  const start = finite("start", second === undefined ? 0 : first)
  const stop = finite("stop", second ?? first)
  if (finite("step", step) === 0) throw new OptionError("step", "a number other than 0", step)
  const array = float64(Math.max(0, Math.ceil((stop - start) / step)))
  const next = start + step
  const delta = next - start
  for (let i = 0; i < array.length; i++) array[i] = start + i * delta
  // NumPy's second is the sum itself.
  if (array.length > 1) array[1] = next
  return array
}

/** How `linspace` ends. */
export interface LinspaceOptions {
  /** true, the default: the last number is `stop` exactly. false: it is one step before. */
  readonly endpoint?: boolean
}

/**
 * `num` (50) numbers from `start` to `stop` at equal distances, on the shared heap: NumPy's, to the bit.
 *
 * @throws OptionError where a bound is no finite number, or `num` no integer of 0 or more
 * @throws HeapExhaustedError where there is no room
 *
 * @example
 * ```ts
 * import { linspace } from "heddle/jit"
 * using a = linspace(0, 1, 5)
 * Array.from(a) // => [0, 0.25, 0.5, 0.75, 1]
 * ```
 */
export function linspace(
  start: number,
  stop: number,
  num: number = 50,
  options: LinspaceOptions = {},
): HeapFloat64Array {
  knownKeys(options, ["endpoint"])
  const { endpoint = true } = options
  boolean("endpoint", endpoint)
  const span = finite("stop", stop) - finite("start", start)
  const array = float64(integer("num", num, { min: 0 }))
  const parts = endpoint ? num - 1 : num
  const step = span / parts
  for (let i = 0; i < num; i++) {
    // A step too small for a float64 is 0, though the whole is not.
    const along = parts > 0 ? (step === 0 ? (i / parts) * span : i * step) : i * span
    array[i] = along + start
  }
  if (endpoint && num > 1) array[num - 1] = stop
  return array
}

function finite(name: string, value: unknown): number {
  if (Number.isFinite(value)) return value as number
  throw new OptionError(name, "a finite number", value)
}

const floats = { float32, float64 }
const integers = { int16, int32, int64, int8, uint16, uint32, uint64, uint8, uint8Clamped }
onlyOutside("make the array before, and pass it", { zeros, arange, linspace, copyToShared, ...floats, ...integers })
