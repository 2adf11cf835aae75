import { types } from "node:util"
import { copyBuffer, copyWholeView, coversItsBuffer, isIntrinsicView } from "./buffers.ts"
import { isForeignPlain, isPlatformCloneable } from "./cloneable.ts"
import { isLongArray, LongArrays } from "./long-arrays.ts"
import { hasNamedProperties } from "./named-properties.ts"
import { isMarkedForTransfer } from "./transfer.ts"

/** The value, or something in it, is more than structured clone carries faithfully. */
export const NOT_PLAIN: unique symbol = Symbol("not plain")

/** Copied buffers from this size on are reported as `owned`: moving them beats copying them once more. */
const WORTH_MOVING = 32_768
/** What is nested deeper is not plain: the walk is recursive, and so is structured clone. Rows may be linked endlessly. */
const DEEPEST = 256
/** V8 keeps longer arrays as dictionaries. Walking them by index would take for ever. */
const LONGEST = 33_554_432

const ObjectPrototype = Object.prototype
const ArrayPrototype = Array.prototype
const getOwnPropertyDescriptor = Object.getOwnPropertyDescriptor
const getOwnPropertyNames = Object.getOwnPropertyNames
const getOwnPropertySymbols = Object.getOwnPropertySymbols
const getPrototypeOf = Object.getPrototypeOf
const isExtensible = Object.isExtensible

/**
 * One walk that copies what is plain and finds what is not. Aliases and cycles are kept between all copies of one
 * Snapshot, and survive structured clone as long as they cross in one message.
 */
export class Snapshot {
  /** May SharedArrayBuffers and the platform's own cloneable objects pass as they are? */
  readonly shared: boolean
  /** What `transfer` marked, in the copies still in its original form. */
  readonly moved: Set<object> = new Set()
  readonly owned: ArrayBuffer[] = []
  /** There are none in most. */
  long: LongArrays | undefined
  #first: object | undefined
  #firstCopy: unknown
  #copies: Map<object, unknown> | undefined
  /** Objects whose copies are being filled, outermost first. */
  readonly #open: object[] = []
  /** Objects that are plain only if an open one turns out to be. */
  readonly #provisional: object[] = []
  readonly #provisionalLow: number[] = []
  /** The outermost open object that the current one refers back to. */
  #low = Infinity

  readonly #moves: boolean

  /** @param moves whether marks of `transfer` count; without them such values are copied, or are not plain */
  constructor(shared: boolean, moves = true) {
    this.shared = shared
    this.#moves = moves
  }

  /** A copy of the whole value, or NOT_PLAIN. Functions and symbols are not plain. */
  copy(value: unknown): unknown {
    switch (typeof value) {
      case "object":
        return value === null ? null : this.#object(value)
      case "function":
      case "symbol":
        return NOT_PLAIN
      default:
        return value
    }
  }

  /** The copy that was made of an object, if it was met and is plain. */
  copyOf(value: object): unknown {
    const known = this.#recall(value)
    return known === NOT_PLAIN ? undefined : known
  }

  /** Whether `transfer` marked it and marks count here. */
  isMoved(value: object): boolean {
    return this.#moves && isMarkedForTransfer(value)
  }

  #recall(value: object): unknown {
    return value === this.#first ? this.#firstCopy : this.#copies?.get(value)
  }

  #remember(value: object, copy: unknown): void {
    if (this.#first === undefined || this.#first === value) {
      this.#first = value
      this.#firstCopy = copy
    } else (this.#copies ??= new Map()).set(value, copy)
  }

  #object(value: object): unknown {
    const known = this.#recall(value)
    if (known !== undefined) {
      this.long?.met(known)
      if (known !== NOT_PLAIN && this.#open.length > 0) this.#low = Math.min(this.#low, this.#dependsOn(value))
      return known
    }
    if (types.isProxy(value)) return this.#leaf(value, NOT_PLAIN)
    const proto: unknown = getPrototypeOf(value)
    if (proto === ArrayPrototype || (Array.isArray(value) && isForeignPlain(proto, "Array"))) {
      return this.#container(value, this.#startArray(value as unknown[]))
    }
    if (proto === ObjectPrototype || isForeignPlain(proto, "Object")) {
      return this.#container(value, this.#startObject(value))
    }
    if (proto === Map.prototype && types.isMap(value)) return this.#container(value, this.#startEntries(new Map()))
    if (proto === Set.prototype && types.isSet(value)) return this.#container(value, this.#startEntries(new Set()))
    return this.#leaf(value, this.#copyLeaf(value, proto))
  }

  /** The outermost open object that a copy made before depends on. */
  #dependsOn(value: object): number {
    const depth = this.#open.lastIndexOf(value)
    if (depth >= 0) return depth
    const index = this.#provisional.lastIndexOf(value)
    return index < 0 ? Infinity : this.#provisionalLow[index]!
  }

  #leaf(value: object, copy: unknown): unknown {
    this.#remember(value, copy)
    return copy
  }

  /** Fills a shallow copy, keeping account of what depends on objects that are still open. */
  #container(value: object, copy: unknown): unknown {
    const pending = this.#pending
    this.#pending = undefined
    if (copy === NOT_PLAIN || pending === undefined) return this.#leaf(value, copy)
    if (this.#open.length === DEEPEST) return this.#leaf(value, NOT_PLAIN)
    this.#remember(value, copy)
    const depth = this.#open.push(value) - 1
    const outer = this.#low
    const mark = this.#provisional.length
    this.#low = Infinity
    const plain =
      pending === "items"
        ? this.#fillArray(copy as unknown[])
        : pending === "entries"
          ? this.#fillEntries(value, copy)
          : this.#fillObject(copy as Record<string, unknown>, pending)
    this.#open.pop()
    if (!plain) {
      this.#remember(value, NOT_PLAIN)
      for (let i = mark; i < this.#provisional.length; i++) this.#remember(this.#provisional[i]!, NOT_PLAIN)
      this.#forget(mark)
      this.#low = outer
      return NOT_PLAIN
    }
    if (this.#low >= depth) this.#forget(mark)
    else {
      this.#provisional.push(value)
      this.#provisionalLow.push(this.#low)
    }
    this.#low = Math.min(outer, this.#low < depth ? this.#low : Infinity)
    return copy
  }

  #forget(mark: number): void {
    this.#provisional.length = mark
    this.#provisionalLow.length = mark
  }

  /** What is left to copy of the shallow copy just started: nothing, or the values of these keys, … */
  #pending: readonly string[] | "items" | "entries" | undefined

  #startEntries(copy: object): object {
    this.#pending = "entries"
    return copy
  }

  #fillEntries(value: object, copy: unknown): boolean {
    return types.isMap(value)
      ? this.#fillMap(value, copy as Map<unknown, unknown>)
      : this.#fillSet(value as ReadonlySet<unknown>, copy as Set<unknown>)
  }

  #startObject(value: object): unknown {
    const names = getOwnPropertyNames(value)
    let nested = false
    for (let i = 0; i < names.length; i++) {
      const descriptor = getOwnPropertyDescriptor(value, names[i]!)!
      if (!descriptor.enumerable || !descriptor.writable || !descriptor.configurable) return NOT_PLAIN
      const child: unknown = descriptor.value
      if (typeof child === "object") nested ||= child !== null
      else if (typeof child === "function" || typeof child === "symbol") return NOT_PLAIN
    }
    if (getOwnPropertySymbols(value).length !== 0 || !isExtensible(value)) return NOT_PLAIN
    this.#pending = nested ? names : undefined
    return { ...value }
  }

  #fillObject(copy: Record<string, unknown>, names: readonly string[]): boolean {
    for (let i = 0; i < names.length; i++) {
      const child = copy[names[i]!]
      if (typeof child !== "object" || child === null) continue
      const inner = this.#object(child)
      if (inner === NOT_PLAIN) return false
      copy[names[i]!] = inner
      this.long?.put(inner, copy, names[i]!)
    }
    return true
  }

  #startArray(value: readonly unknown[]): unknown {
    if (value.length > LONGEST || !isExtensible(value) || hasNamedProperties(value)) return NOT_PLAIN
    let nested = false
    for (let i = 0; i < value.length; i++) {
      const child = value[i]
      if (typeof child === "object") {
        if (child === null) continue
        nested = true
        break
      } else if (typeof child === "function" || typeof child === "symbol") return NOT_PLAIN
    }
    this.#pending = nested ? "items" : undefined
    const copy: unknown[] = ArrayPrototype.slice.call(value)
    if (!nested && isLongArray(copy)) (this.long ??= new LongArrays()).add(copy)
    return copy
  }

  #fillArray(copy: unknown[]): boolean {
    for (let i = 0; i < copy.length; i++) {
      const child = copy[i]
      if (typeof child === "object") {
        if (child === null) continue
        const inner = this.#object(child)
        if (inner === NOT_PLAIN) return false
        copy[i] = inner
        this.long?.put(inner, copy, i)
      } else if (typeof child === "function" || typeof child === "symbol") return false
    }
    return true
  }

  #fillMap(value: ReadonlyMap<unknown, unknown>, copy: Map<unknown, unknown>): boolean {
    for (const [key, item] of value) {
      const keyCopy = this.copy(key)
      const itemCopy = keyCopy === NOT_PLAIN ? NOT_PLAIN : this.copy(item)
      if (itemCopy === NOT_PLAIN) return false
      copy.set(keyCopy, itemCopy)
    }
    return true
  }

  #fillSet(value: ReadonlySet<unknown>, copy: Set<unknown>): boolean {
    for (const item of value) {
      const itemCopy = this.copy(item)
      if (itemCopy === NOT_PLAIN) return false
      copy.add(itemCopy)
    }
    return true
  }

  #copyLeaf(value: object, proto: unknown): unknown {
    if (ArrayBuffer.isView(value)) return isIntrinsicView(proto) ? this.#view(value) : NOT_PLAIN
    if (types.isArrayBuffer(value)) return proto === ArrayBuffer.prototype ? this.#buffer(value) : NOT_PLAIN
    if (types.isSharedArrayBuffer(value)) return this.shared ? value : NOT_PLAIN
    if (types.isDate(value)) return proto === Date.prototype ? new Date(value.getTime()) : NOT_PLAIN
    if (types.isRegExp(value))
      return proto === RegExp.prototype && value.lastIndex === 0 ? new RegExp(value) : NOT_PLAIN
    if (types.isBoxedPrimitive(value)) return isBareBox(value, proto) ? value : NOT_PLAIN
    if (this.isMoved(value)) return this.shared ? this.#move(value) : NOT_PLAIN
    return this.shared && isPlatformCloneable(value) ? value : NOT_PLAIN
  }

  #view(value: ArrayBufferView): unknown {
    if (types.isSharedArrayBuffer(value.buffer)) return this.shared ? value : NOT_PLAIN
    if (!coversItsBuffer(value)) return NOT_PLAIN
    if (this.isMoved(value.buffer)) {
      this.#move(value.buffer)
      return value
    }
    const buffer = this.#object(value.buffer)
    return buffer === NOT_PLAIN ? NOT_PLAIN : copyWholeView(value, buffer as ArrayBuffer)
  }

  #buffer(value: ArrayBuffer): unknown {
    if (value.detached) return NOT_PLAIN
    if (this.isMoved(value)) return this.#move(value)
    const copy = copyBuffer(value)
    this.own(copy)
    return copy
  }

  /** Notes a copy that was made for this snapshot, if it is large. */
  own(copy: ArrayBuffer): void {
    if (copy.byteLength >= WORTH_MOVING) this.owned.push(copy)
  }

  #move(value: object): object {
    this.moved.add(value)
    return value
  }
}

function isBareBox(value: object, proto: unknown): boolean {
  if (types.isSymbolObject(value)) return false
  const expected = types.isNumberObject(value)
    ? Number.prototype
    : types.isStringObject(value)
      ? String.prototype
      : types.isBooleanObject(value)
        ? Boolean.prototype
        : BigInt.prototype
  return proto === expected
}
