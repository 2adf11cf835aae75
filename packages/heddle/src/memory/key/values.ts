import { inspect, types } from "node:util"
import { UnhashableError } from "../../core/errors/index.ts"
import {
  builtinExport,
  constructorOf,
  functionCodec,
  isError,
  isForeignPlain,
  poison,
  reduce,
  takeApart,
  wellKnownPath,
} from "../../core/wire/index.ts"
import { CanonicalBytes } from "./canonical-bytes.ts"

/** What follows in the bytes. Below `cycle` are primitives. */
const Tag = {
  undefined: 0,
  null: 1,
  true: 2,
  false: 3,
  number: 4,
  string: 5,
  bigint: 6,
  symbol: 7,
  cycle: 8,
  hole: 9,
  object: 10,
  array: 11,
  map: 12,
  set: 13,
  date: 14,
  regexp: 15,
  error: 16,
  boxed: 17,
  buffer: 18,
  view: 19,
  builtin: 20,
  rebuilt: 21,
  instance: 22,
  reduced: 23,
  namespace: 24,
  function: 25,
} as const

/** How functions and classes are written: by what they do. */
export type WriteFunction = (values: CanonicalValues, fn: Function, path: string) => void

/** Repeating what is shorter costs less than to remember it. */
const worthKeeping = 64
/** A function with this property is another one in disguise: it writes what that does. */
export const sameAs: unique symbol = Symbol("same as")
const nothing: ReadonlyMap<object, ReadonlySet<string>> = new Map()
const nullPrototype = "<null>"

/**
 * Values as bytes: the same bytes for two values if and only if they are the same to a cache, which is what the room's README
 * says of arguments.
 */
export class CanonicalValues {
  readonly bytes: CanonicalBytes = new CanonicalBytes()
  /** Would the same be written at any other time? Whoever writes what may change says so. */
  isFixed = true
  readonly #writeFunction: WriteFunction
  /** Properties that do not count, by the objects that have them. */
  readonly #omitted: ReadonlyMap<object, ReadonlySet<string>>
  /** From the outermost to the one that is being written. */
  readonly #open = new Map<object, number>()
  /** What has been written and refers to nothing around it. */
  readonly #known = new Map<object, Uint8Array>()
  /** The outermost open one that has been referred to. */
  #outermost: number = Infinity

  constructor(writeFunction: WriteFunction, omitted: ReadonlyMap<object, ReadonlySet<string>> = nothing) {
    this.#writeFunction = writeFunction
    this.#omitted = omitted
  }

  /** @throws UnhashableError with the path */
  write(value: unknown, path: string): void {
    const { bytes } = this
    switch (typeof value) {
      case "undefined":
        return void bytes.byte(Tag.undefined)
      case "boolean":
        return void bytes.byte(value ? Tag.true : Tag.false)
      case "number":
        return void bytes.byte(Tag.number).float64(value)
      case "string":
        return void bytes.byte(Tag.string).text(value)
      case "bigint":
        return void bytes.byte(Tag.bigint).text(value.toString(16))
      case "symbol":
        return this.#symbol(value, path)
      default:
        if (value === null) bytes.byte(Tag.null)
        else this.#once(value as object, path)
    }
  }

  /** The same for what belongs to somebody else: what cannot be told from another does not count. */
  attempt(value: unknown, path: string): void {
    const start = this.bytes.length
    const open = [...this.#open]
    const outermost = this.#outermost
    try {
      this.write(value, path)
    } catch (error) {
      if (!(error instanceof UnhashableError)) throw error
      this.bytes.cut(start)
      this.#outermost = outermost
      this.#open.clear()
      for (const [each, depth] of open) this.#open.set(each, depth)
      this.bytes.byte(Tag.hole)
    }
  }

  #once(value: object, path: string): void {
    const { bytes } = this
    const around = this.#open.get(value)
    if (around !== undefined) {
      this.#outermost = Math.min(this.#outermost, around)
      bytes.byte(Tag.cycle).count(this.#open.size - around)
      return
    }
    const known = this.#known.get(value)
    if (known !== undefined) return void bytes.append(known)
    const start = bytes.length
    const outermost = this.#outermost
    const depth = this.#open.size
    this.#outermost = Infinity
    this.#open.set(value, depth)
    if (typeof value === "function") this.#function(value, path)
    else this.#object(value, path)
    this.#open.delete(value)
    bytes.shorten(start)
    if (this.#outermost >= depth && bytes.length - start > worthKeeping) this.#known.set(value, bytes.since(start))
    this.#outermost = Math.min(outermost, this.#outermost)
  }

  #symbol(symbol: symbol, path: string): void {
    const key = Symbol.keyFor(symbol)
    const isKnown =
      key === undefined && Object.values(Object.getOwnPropertyDescriptors(Symbol)).some(({ value }) => value === symbol)
    if (key === undefined && !isKnown) this.#refuse(path, "a symbol that no other program can have", "use Symbol.for()")
    this.bytes
      .byte(Tag.symbol)
      .byte(isKnown ? 1 : 0)
      .text(key ?? String(symbol))
  }

  #function(fn: Function, path: string): void {
    if (types.isProxy(fn)) this.#refuse(path, "a Proxy")
    const builtin = wellKnownPath(fn) ?? builtinExport(fn)
    if (builtin !== undefined) return this.#builtin(builtin)
    this.bytes.byte(Tag.function)
    if (sameAs in fn) (fn[sameAs] as (values: CanonicalValues) => void)(this)
    // What this library has made of a function: a kernel, for one.
    else if (reduce in fn) this.#made((fn[reduce] as () => readonly unknown[])(), path)
    else this.#writeFunction(this, fn, path)
  }

  #made([maker, ...parts]: readonly unknown[], path: string): void {
    this.bytes.text((maker as Function).name)
    for (const [i, part] of parts.entries()) this.write(part, `${path}<part ${i}>`)
  }

  #builtin(names: readonly string[]): void {
    this.bytes.byte(Tag.builtin).text(names.join("."))
  }

  #object(value: object, path: string): void {
    const { bytes } = this
    if (types.isProxy(value)) this.#refuse(path, "a Proxy")
    const proto: unknown = Object.getPrototypeOf(value)
    if (Array.isArray(value)) return this.#array(value, proto, path)
    // `Math`, `JSON` and the like look plain too.
    if (proto === Object.prototype && !(Symbol.toStringTag in value)) return this.#plain(value, "", path)
    if (proto === null && !types.isModuleNamespaceObject(value)) return this.#plain(value, nullPrototype, path)
    const builtin = wellKnownPath(value) ?? builtinExport(value)
    if (builtin !== undefined) return this.#builtin(builtin)
    if (proto === Object.prototype || isForeignPlain(proto, "Object")) return this.#plain(value, "", path)
    if (types.isModuleNamespaceObject(value)) return this.members(value, Object.keys(value), path)
    if (poison in value) this.#refuse(path, `a ${nameOf(value)}, which is more than a value`)
    if (reduce in value && typeof value[reduce] === "function") {
      bytes.byte(Tag.reduced)
      return this.write((value[reduce] as () => unknown)(), path)
    }
    const parts = takeApart(value)
    if (parts !== undefined && proto !== RegExp.prototype) {
      bytes.byte(Tag.rebuilt).text(parts.name)
      return this.write(parts.data, path)
    }
    this.#class(value, proto as object, this.#content(value, path), path)
  }

  /** What an object holds that is in no property; false: nothing that can be seen. */
  #content(value: object, path: string): boolean {
    const { bytes } = this
    if (types.isMap(value)) {
      bytes.byte(Tag.map).count(value.size)
      let i = 0
      this.#unordered(value, ([key, held]) => {
        this.write(key, `${path}<key ${i}>`)
        this.write(held, `${path}<value ${i++}>`)
      })
    } else if (types.isSet(value)) {
      bytes.byte(Tag.set).count(value.size)
      let i = 0
      this.#unordered(value, (held) => this.write(held, `${path}<item ${i++}>`))
    } else if (types.isDate(value)) bytes.byte(Tag.date).float64(Date.prototype.getTime.call(value))
    else if (types.isRegExp(value)) {
      bytes.byte(Tag.regexp).text(value.source).text(value.flags).float64(value.lastIndex)
    } else if (isError(value)) {
      bytes.byte(Tag.error)
      for (const name of ["name", "message"] as const) this.write(value[name], `${path}.${name}`)
      for (const name of ["cause", "errors"]) {
        if (Object.hasOwn(value, name)) this.write(Reflect.get(value, name), `${path}.${name}`)
        else bytes.byte(Tag.hole)
      }
    } else if (types.isBoxedPrimitive(value)) {
      bytes.byte(Tag.boxed)
      this.write(value.valueOf(), path)
    } else if (types.isAnyArrayBuffer(value)) {
      bytes.byte(Tag.buffer).bytes(new Uint8Array(value))
    } else if (ArrayBuffer.isView(value)) {
      bytes.byte(Tag.view).bytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
    } else {
      bytes.byte(Tag.instance)
      return false
    }
    return true
  }

  /** What makes it more than its content: its class, its properties, its private fields. */
  #class(value: object, proto: object, hasContent: boolean, path: string): void {
    const { bytes } = this
    const isExotic = types.isTypedArray(value) || types.isStringObject(value)
    const keys = isExotic ? namesBesideElements(value) : Object.keys(value)
    const ctor = constructorOf(proto)
    const names = ctor && (wellKnownPath(ctor) ?? builtinExport(ctor))
    if (names !== undefined) {
      if (!hasContent) this.#refuseState(value, path)
      this.#builtin(names)
    } else if (ctor === undefined) {
      // Iterators, generators and the like.
      if (!hasContent && Object.prototype.toString.call(value) !== "[object Object]") this.#refuseState(value, path)
      this.write(proto, `${path}.__proto__`)
    } else {
      if (functionCodec()?.isPlatform?.(ctor) === true) this.#refuseState(value, path)
      this.write(ctor, `${path}.constructor`)
      const fields = functionCodec()?.privateFields(value) ?? []
      bytes.count(fields.length)
      for (const { name, value: held, depth } of fields) {
        bytes.text(name).count(depth)
        this.write(held, `${path}.${name}`)
      }
    }
    this.#properties(value, keys, path)
  }

  #plain(value: object, kind: string, path: string): void {
    if (poison in value) this.#refuse(path, `a ${nameOf(value)}, which is more than a value`)
    this.bytes.byte(Tag.object).text(kind)
    this.#properties(value, Object.keys(value), path)
  }

  #array(value: readonly unknown[], proto: unknown, path: string): void {
    const { bytes } = this
    bytes.byte(Tag.array).count(value.length)
    const keys = Object.keys(value)
    const isDense = keys.length === value.length
    for (let i = 0; i < value.length; i++) {
      if (isDense || Object.hasOwn(value, i)) this.write(value[i], `${path}[${i}]`)
      else bytes.byte(Tag.hole)
    }
    if (proto !== Array.prototype && !isForeignPlain(proto, "Array"))
      return this.#class(value, proto as object, true, path)
    if (!isDense || keys.at(-1) !== String(value.length - 1)) {
      this.#properties(
        value,
        keys.filter((key) => !/^\d+$/.test(key)),
        path,
      )
    }
  }

  /** Some members of an object, in the order of their names. */
  members(value: object, names: Iterable<string>, path: string): void {
    this.bytes.byte(Tag.namespace)
    this.#properties(value, [...names], path)
  }

  #properties(value: object, all: readonly string[], path: string): void {
    const { bytes } = this
    const omitted = this.#omitted.size > 0 ? this.#omitted.get(value) : undefined
    const keys = omitted === undefined ? all : all.filter((key) => !omitted.has(key))
    bytes.count(keys.length)
    for (const key of keys.toSorted()) {
      bytes.text(key)
      this.write((value as Record<string, unknown>)[key], propertyOf(path, key))
    }
    const symbols = Object.getOwnPropertySymbols(value).filter((key) =>
      Object.prototype.propertyIsEnumerable.call(value, key),
    )
    bytes.count(symbols.length)
    if (symbols.length === 0) return
    this.#unordered(symbols, (key) => {
      this.#symbol(key, `${path}[${String(key)}]`)
      this.write((value as Record<symbol, unknown>)[key], `${path}[${String(key)}]`)
    })
  }

  #unordered<T>(items: Iterable<T>, write: (item: T) => void): void {
    const starts: number[] = []
    for (const item of items) {
      const start = this.bytes.length
      starts.push(start)
      write(item)
      this.bytes.shorten(start)
    }
    if (starts.length > 1) this.bytes.sort(starts)
  }

  #refuseState(value: object, path: string): never {
    this.#refuse(path, `a ${nameOf(value)}, whose state cannot be read`)
  }

  #refuse(path: string, what: string, hint?: string): never {
    throw new UnhashableError(path, what, hint)
  }
}

function propertyOf(path: string, key: string): string {
  if (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)) return `${path}.${key}`
  return `${path}[${/^\d+$/.test(key) ? key : JSON.stringify(key)}]`
}

/** Up to so many its keys are listed. */
const few = 200

/** The named properties of a typed array or of a String. `inspect` tells for a constant price that there are none. */
function namesBesideElements(value: ArrayLike<unknown>): readonly string[] {
  if (value.length > few) {
    const text = inspect(value, { maxArrayLength: 0, maxStringLength: 0, customInspect: false, breakLength: Infinity })
    if (text.endsWith(`... ${value.length} more items ]`)) return []
  }
  return Object.keys(value).filter((key) => !/^\d+$/.test(key))
}

function nameOf(value: object): string {
  return constructorOf(Object.getPrototypeOf(value))?.name ?? Object.prototype.toString.call(value).slice(8, -1)
}
