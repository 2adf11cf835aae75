import { finishEncoded, walkError } from "./encoded.ts"
import { GraphWriter } from "./graph-encoder.ts"
import type { Encoded, EncodeOptions, NodeRef } from "./graph-types.ts"
import type { LentRow } from "./lent-rows.ts"
import { isLendable } from "./loans.ts"
import { NOT_PLAIN, Snapshot } from "./snapshot.ts"
import { propertyPath } from "./value-path.ts"

const NOTHING: readonly never[] = []

/** Whether a value needs no encoding: string, number, boolean, bigint, undefined, null. A symbol does. */
export function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol")
}

/**
 * A snapshot of `value` that `postMessage` carries to the other side unchanged; later changes of the value do not show
 * in it. What is marked by `transfer` is detached here and now.
 *
 * @throws UnsendableError naming the path, what is there, and what to do instead
 */
export function encode(value: unknown, options: EncodeOptions): Encoded {
  if (isPrimitive(value)) return { data: value, graph: false, transfer: NOTHING, owned: NOTHING, codes: NOTHING }
  const snapshot = new Snapshot(options.shared)
  try {
    const copy = snapshot.copy(value)
    if (copy !== NOT_PLAIN) return finishEncoded(copy, false, snapshot, options, NOTHING)
    const writer = new GraphWriter(options, snapshot)
    return writer.finish(writer.encode(value, { parent: undefined, label: options.label }))
  } catch (error) {
    throw walkError(error, options)
  }
}

/** Arguments made ready to cross. */
export interface EncodedArguments extends Encoded {
  /** What became of one of the arguments, if it is a large array. */
  readonly lentRow: (argument: unknown) => LentRow | undefined
}

/**
 * The same for the arguments of a call, of which some are large arrays: those go in shared memory. `readOnly` tells of an
 * argument whether the function only reads it. Decodes to the list of arguments, or, without `spread`, to the only one.
 */
export function encodeArguments(
  args: readonly unknown[],
  spread: boolean,
  readOnly: (index: number) => boolean,
  options: EncodeOptions,
): EncodedArguments {
  const writer = new GraphWriter(options, new Snapshot(options.shared))
  const top = { parent: undefined, label: options.label }
  try {
    const root = spread ? writer.reserve(args) : writer.lend(args[0], top, readOnly(0))
    if (spread) {
      const each = (value: unknown, i: number): NodeRef =>
        writer.lend(value, propertyPath(top, String(i), args), readOnly(i))
      writer.set(root as readonly [number], { t: "arr", v: args.map(each) })
    }
    return { ...writer.finish(root), lentRow: (argument) => writer.lentRow(argument) }
  } catch (error) {
    throw walkError(error, options)
  }
}

/** More elements than these are not looked through for large arrays. */
const mostLooked = 1024

/**
 * The same as `encode`, but large arrays, the value itself or those in an array or a plain object, go in shared memory,
 * which all who get them read: nobody is to write to it.
 */
export function encodeShared(value: unknown, options: EncodeOptions): Encoded {
  if (!options.shared || !hasLarge(value)) return encode(value, options)
  const writer = new GraphWriter(options, new Snapshot(true))
  const top = { parent: undefined, label: options.label }
  try {
    if (isLendable(value)) return writer.finish(writer.lend(value, top, true))
    const root = writer.reserve(value)
    const each = (key: string, item: unknown): NodeRef => writer.lend(item, propertyPath(top, key, value), true)
    if (Array.isArray(value)) writer.set(root, { t: "arr", v: value.map((item, i) => each(String(i), item)) })
    else {
      const entries = Object.entries(value)
      writer.set(root, { t: "obj", k: entries.map(([key]) => key), v: entries.map(([key, item]) => each(key, item)) })
    }
    return writer.finish(root)
  } catch (error) {
    throw walkError(error, options)
  }
}

/** Is it a large array, or an ordinary array or object that has one? */
function hasLarge(value: unknown): value is object {
  return largeBytes(value) > 0
}

/** How many bytes `encodeShared` would share of a value. */
export function largeBytes(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0
  if (isLendable(value)) return value.byteLength
  const proto: unknown = Object.getPrototypeOf(value)
  const isArray = Array.isArray(value)
  if (proto !== (isArray ? Array.prototype : Object.prototype) || Object.isFrozen(value)) return 0
  if (isArray && value.length > mostLooked) return 0
  const own = Object.getOwnPropertyDescriptors(value) as Record<string | symbol, PropertyDescriptor>
  const keys = Reflect.ownKeys(own).filter((key) => !isArray || key !== "length")
  if (keys.length > mostLooked || (isArray && keys.length !== value.length)) return 0
  let bytes = 0
  for (const key of keys) {
    const { writable, enumerable, configurable, value: item } = own[key]!
    const isOrdinary = writable === true && enumerable === true && configurable === true
    if (typeof key !== "string" || key === "__proto__" || !isOrdinary) return 0
    if (isLendable(item)) bytes += item.byteLength
  }
  return bytes
}
