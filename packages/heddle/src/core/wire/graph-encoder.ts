import { types } from "node:util"
import { HeddleError } from "../errors/index.ts"
import { isIntrinsicView, viewCount, viewName, ViewedParts } from "./buffers.ts"
import { builtinExport } from "./builtin-modules.ts"
import { isForeignPlain } from "./cloneable.ts"
import { writeError } from "./error-rows.ts"
import { functionCodec } from "./graph-types.ts"
import type {
  CodeUnit,
  Encoded,
  EncodeOptions,
  Graph,
  GraphEncoder,
  GraphNode,
  NodeRef,
  Properties,
  PropertyEntry,
  ValuePath,
} from "./graph-types.ts"
import { handleOf } from "./handles.ts"
import { writeInstance } from "./instance-rows.ts"
import { PROTOCOL_VERSION } from "./protocol.ts"
import { takeApart } from "./rebuilt.ts"
import { functionRefusal, inspectSafely, isClass, refusalOf } from "./refusal.ts"
import { NOT_PLAIN, Snapshot } from "./snapshot.ts"
import { poison, reduce } from "./symbols.ts"
import { moveOut } from "./transfer.ts"
import { propertyPath, stepPath, unsendable } from "./value-path.ts"
import type { Refusal } from "./value-path.ts"
import { wellKnownPath } from "./well-known.ts"
import { classKeyOf } from "./known-classes.ts"

/** Where in a value a walk by recursion is no longer possible. */
const TOO_DEEP: Refusal = {
  what: "nested too deeply (a linked list?)",
  hint: "send it as an array, and link it again in the worker",
}

/** Writes the table of one value: rows for what structured clone cannot carry, whole subtrees for what it can. */
export class GraphWriter implements GraphEncoder {
  readonly options: EncodeOptions
  readonly nodes: (GraphNode | undefined)[] = []
  readonly codes: Map<string, CodeUnit> = new Map()
  readonly memo: Map<unknown, unknown> = new Map()
  readonly #rows: Map<object | symbol, readonly [number]> = new Map()
  readonly #snapshot: Snapshot
  readonly #views: { ref: readonly [number]; view: ArrayBufferView; buffer: ArrayBuffer }[] = []
  /** Above zero while an error is written: what cannot be sent becomes text, so that the error is never lost. */
  #lenient = 0

  constructor(options: EncodeOptions, snapshot: Snapshot) {
    this.options = options
    this.#snapshot = snapshot
  }

  encode(value: unknown, at: ValuePath): NodeRef {
    switch (typeof value) {
      case "symbol":
        return this.#symbol(value)
      case "function":
        return this.#function(value, at)
      case "object":
        return value === null ? null : this.#object(value, at)
      default:
        return value as NodeRef
    }
  }

  reserve(identity?: object): readonly [number] {
    const ref = [this.nodes.push(undefined) - 1] as const
    if (identity !== undefined) this.#rows.set(identity, ref)
    return ref
  }

  set(ref: readonly [number], node: GraphNode): void {
    this.nodes[ref[0]] = node
  }

  unsendable(at: ValuePath, what: string, hint?: string): NodeRef {
    return this.#refuse(at, { what, hint }, undefined)
  }

  properties(value: object, at: ValuePath, skip?: ReadonlySet<string | symbol>): Properties {
    const entries: PropertyEntry[] = []
    let ordinary = true
    for (const key of Reflect.ownKeys(value)) {
      if (skip?.has(key) === true) continue
      const descriptor = Object.getOwnPropertyDescriptor(value, key)
      if (descriptor === undefined) continue
      const entry = this.#property(value, key, descriptor, propertyPath(at, key))
      if (entry === undefined) continue
      if (entry[1] !== 7 || typeof entry[0] !== "string" || entry[0] === "__proto__") ordinary = false
      entries.push(entry)
    }
    const lock = lockOf(value)
    return {
      k: ordinary ? entries.map(([key]) => key as string) : [],
      v: ordinary ? entries.map((entry) => entry[2]) : [],
      ...(ordinary ? undefined : { x: entries }),
      ...(lock === undefined ? undefined : { lock }),
    }
  }

  /** Runs `write` so that nothing in it can fail: what cannot be sent becomes its text. */
  leniently<T>(write: () => T): T {
    this.#lenient++
    try {
      return write()
    } finally {
      this.#lenient--
    }
  }

  /** The ref of a class for a row of its instance: its own row, or the key under which the receiver knows it. */
  classRef(ctor: Function, at: ValuePath): readonly [number] | string | undefined {
    const home = wellKnownPath(ctor) ?? builtinExport(ctor)
    if (home === undefined && !this.options.functions) return classKeyOf(ctor)
    const ref = home === undefined ? this.#function(ctor, at) : this.#known(ctor)
    return Array.isArray(ref) ? (ref as unknown as readonly [number]) : undefined
  }

  finish(root: NodeRef): Encoded {
    functionCodec()?.finish?.(this)
    this.#finishViews()
    const graph: Graph = { v: PROTOCOL_VERSION, nodes: this.nodes as GraphNode[], root }
    return finishEncoded(graph, true, this.#snapshot, [...this.codes.values()])
  }

  #row(value: object | symbol, node: GraphNode): readonly [number] {
    const ref = [this.nodes.push(node) - 1] as const
    this.#rows.set(value, ref)
    return ref
  }

  #symbol(value: symbol): NodeRef {
    const seen = this.#rows.get(value)
    if (seen !== undefined) return seen
    const key = Symbol.keyFor(value)
    if (key !== undefined) return this.#row(value, { t: "sym", how: "for", d: key })
    const name = Object.getOwnPropertyNames(Symbol).find(
      (k) => (Symbol as unknown as Record<string, unknown>)[k] === value,
    )
    if (name !== undefined) return this.#row(value, { t: "sym", how: "known", d: name })
    return this.#row(value, { t: "sym", how: "unique", d: value.description })
  }

  #known(value: object): readonly [number] | undefined {
    const seen = this.#rows.get(value)
    if (seen !== undefined) return seen
    const global = wellKnownPath(value)
    if (global !== undefined) return this.#row(value, { t: "global", path: global })
    const builtin = builtinExport(value)
    return builtin === undefined ? undefined : this.#row(value, { t: "builtin", path: builtin })
  }

  #function(fn: Function, at: ValuePath): NodeRef {
    const seen = this.#rows.get(fn)
    if (seen !== undefined) return seen
    if (types.isProxy(fn))
      return this.#refuse(at, { what: "a Proxy around a function", hint: "send the function itself" }, fn)
    if (!this.options.functions) return this.#refuse(at, functionRefusal(fn, this.options.role), fn)
    const message = poisonOf(fn)
    if (message !== undefined) return this.#refuse(at, { what: "", message }, fn)
    const known = this.#known(fn)
    if (known !== undefined) return known
    const codec = functionCodec()
    if (codec === undefined) return this.#refuse(at, functionRefusal(fn, this.options.role), fn)
    const ref = this.reserve(fn)
    try {
      const written = codec.encode(fn, this, at)
      this.set(ref, isNode(written) ? written : { t: "alias", to: written })
    } catch (error) {
      if (!(error instanceof HeddleError)) throw error
      if (this.#lenient > 0) this.set(ref, { t: "alias", to: inspectSafely(fn) })
      else if (at.soft === true) this.set(ref, { t: "poison", message: error.message })
      else throw error
    }
    return ref
  }

  #object(value: object, at: ValuePath): NodeRef {
    const seen = this.#rows.get(value)
    if (seen !== undefined) return seen
    const copy = this.#snapshot.copy(value)
    if (copy !== NOT_PLAIN) return this.#row(value, { t: "clone", v: copy })
    if (types.isProxy(value))
      return this.#refuse(at, { what: "a Proxy", hint: "send the plain object behind it" }, value)
    if (types.isNativeError(value)) return writeError(this, value, at)
    const message = poisonOf(value)
    if (message !== undefined) return this.#refuse(at, { what: "", message }, value)
    return this.#handle(value, at) ?? this.#reduced(value, at) ?? this.#structured(value, at)
  }

  #handle(value: object, at: ValuePath): NodeRef | undefined {
    const handle = handleOf(value)
    if (handle === undefined) return undefined
    const ref = this.reserve(value)
    this.set(ref, { t: "handle", tag: handle.tag, data: this.encode(handle.codec.encode(value), at) })
    return ref
  }

  #reduced(value: object, at: ValuePath): NodeRef | undefined {
    const method = (value as { [reduce]?: unknown })[reduce]
    if (typeof method !== "function") return undefined
    const parts: unknown = method.call(value)
    if (!Array.isArray(parts) || typeof parts[0] !== "function") {
      return this.#refuse(at, { what: "an object whose [heddle.reduce]() does not give [function, ...args]" }, value)
    }
    const [fn, ...args] = parts as [Function, ...unknown[]]
    const ref = this.reserve(value)
    const maker = isClass(fn) || this.options.functions ? this.classRef(fn, at) : classKeyOf(fn)
    if (maker === undefined) {
      return this.#refuse(
        at,
        { what: `rebuilt by ${fn.name || "a function"}, which the receiver does not know` },
        value,
      )
    }
    const refs = args.map((arg, i) => this.encode(arg, stepPath(at, `<reduce argument ${i + 1}>`)))
    this.set(ref, { t: "reduce", fn: maker, args: refs })
    return ref
  }

  #structured(value: object, at: ValuePath): NodeRef {
    if (ArrayBuffer.isView(value) && !isBrokenView(value, this.options.shared)) return this.#view(value, at)
    const apart = takeApart(value)
    if (apart !== undefined) return this.#row(value, { t: "new", name: apart.name, args: this.encode(apart.data, at) })
    if (this.options.functions) {
      const known = this.#known(value)
      if (known !== undefined) return known
    }
    const refusal = refusalOf(value, this.options)
    if (refusal !== undefined) return this.#refuse(at, refusal, value)
    const proto: unknown = Object.getPrototypeOf(value)
    if (Array.isArray(value) && (proto === Array.prototype || isForeignPlain(proto, "Array"))) {
      return this.#fill(value, (ref) => this.writeArray(ref, value, at))
    }
    if (proto === Map.prototype && types.isMap(value)) return this.#fill(value, (ref) => this.writeMap(ref, value, at))
    if (proto === Set.prototype && types.isSet(value)) return this.#fill(value, (ref) => this.writeSet(ref, value, at))
    if (proto === Object.prototype || isForeignPlain(proto, "Object")) {
      return this.#fill(value, (ref) => this.set(ref, { t: "obj", ...this.properties(value, at) }))
    }
    if (proto === null) {
      return this.#fill(value, (ref) => this.set(ref, { t: "obj", proto: null, ...this.properties(value, at) }))
    }
    return this.#fill(value, (ref) => writeInstance(this, ref, value, at))
  }

  #fill(value: object, write: (ref: readonly [number]) => void): NodeRef {
    const ref = this.reserve(value)
    write(ref)
    return ref
  }

  writeArray(ref: readonly [number], value: readonly unknown[], at: ValuePath): void {
    const v: NodeRef[] = new Array<NodeRef>(value.length)
    const x: PropertyEntry[] = []
    for (const key of Object.keys(value)) {
      const index = Number(key)
      const item = this.encode((value as unknown as Record<string, unknown>)[key], propertyPath(at, key))
      if (index < value.length && String(index) === key) v[index] = item
      else x.push([key, 7, item])
    }
    const lock = lockOf(value)
    this.set(ref, {
      t: "arr",
      v,
      ...(x.length === 0 ? undefined : { x }),
      ...(lock === undefined ? undefined : { lock }),
    })
  }

  writeMap(ref: readonly [number], value: ReadonlyMap<unknown, unknown>, at: ValuePath): void {
    const e: [NodeRef, NodeRef][] = []
    for (const [key, item] of Map.prototype.entries.call(value) as Iterable<[unknown, unknown]>) {
      const shown =
        typeof key === "string" ? JSON.stringify(key) : typeof key === "object" ? `<key ${e.length}>` : String(key)
      e.push([this.encode(key, stepPath(at, `<key ${e.length}>`)), this.encode(item, stepPath(at, `.get(${shown})`))])
    }
    this.set(ref, { t: "map", e })
  }

  writeSet(ref: readonly [number], value: ReadonlySet<unknown>, at: ValuePath): void {
    const e: NodeRef[] = []
    for (const item of Set.prototype.values.call(value) as Iterable<unknown>) {
      e.push(this.encode(item, stepPath(at, `<item ${e.length}>`)))
    }
    this.set(ref, { t: "set", e })
  }

  #view(view: ArrayBufferView, at: ValuePath): NodeRef {
    const subclass = viewSubclass(view)
    if (subclass && this.options.functions) {
      const refusal = refusalOf(view, this.options)
      return refusal === undefined
        ? this.#fill(view, (ref) => writeInstance(this, ref, view, at))
        : this.#refuse(at, refusal, view)
    }
    const ref = this.reserve(view)
    this.writeView(ref, view)
    return ref
  }

  writeView(ref: readonly [number], view: ArrayBufferView): void {
    const buffer = view.buffer
    if (types.isSharedArrayBuffer(buffer) || this.#snapshot.isMoved(buffer)) {
      const b = this.#object(buffer, { parent: undefined, label: "" })
      this.set(ref, { t: "view", c: viewName(view), b, o: view.byteOffset, n: viewCount(view) })
    } else this.#views.push({ ref, view, buffer })
  }

  /** Views are cut out last, when it is known which parts of their buffers the value shows. */
  #finishViews(): void {
    const parts = new Map<ArrayBuffer, ViewedParts>()
    const rows = new Map<ArrayBuffer, readonly [number]>()
    for (const { view, buffer } of this.#views) {
      if (this.#snapshot.copyOf(buffer) !== undefined) continue
      let viewed = parts.get(buffer)
      if (viewed === undefined) parts.set(buffer, (viewed = new ViewedParts(buffer)))
      viewed.add(view.byteOffset, view.byteOffset + view.byteLength)
    }
    for (const { ref, view, buffer } of this.#views) {
      const whole = this.#snapshot.copyOf(buffer) as ArrayBuffer | undefined
      const part = whole ? { buffer: whole, offset: view.byteOffset } : parts.get(buffer)!.locate(view.byteOffset)
      let b = rows.get(part.buffer)
      if (b === undefined) rows.set(part.buffer, (b = [this.nodes.push({ t: "clone", v: part.buffer }) - 1]))
      this.set(ref, { t: "view", c: viewName(view), b, o: part.offset, n: viewCount(view) })
    }
  }

  #property(
    value: object,
    key: string | symbol,
    descriptor: PropertyDescriptor,
    at: ValuePath,
  ): PropertyEntry | undefined {
    const name = typeof key === "symbol" ? (this.#symbol(key) as readonly [number]) : key
    const attributes = (descriptor.enumerable ? 1 : 0) | (descriptor.configurable ? 2 : 0)
    if ("value" in descriptor) {
      return [name, attributes | (descriptor.writable ? 4 : 0), this.encode(descriptor.value, at)]
    }
    if (this.options.functions && this.#lenient === 0) {
      return [name, attributes, null, this.encode(descriptor.get, at), this.encode(descriptor.set, at)]
    }
    if (!descriptor.enumerable) return undefined
    return [name, 7, this.#readGetter(value, key, at)]
  }

  #readGetter(value: object, key: string | symbol, at: ValuePath): NodeRef {
    let read: unknown
    try {
      read = (value as Record<string | symbol, unknown>)[key]
    } catch (error) {
      if (this.#lenient > 0) return `[a getter that throws: ${inspectSafely(error).split("\n")[0]}]`
      throw unsendable(at, this.options.role, { what: "a getter that throws", cause: error })
    }
    return this.encode(read, at)
  }

  #refuse(at: ValuePath, refusal: Refusal, value: unknown): NodeRef {
    if (this.#lenient > 0) return inspectSafely(value)
    const error = unsendable(at, this.options.role, refusal)
    if (at.soft !== true) throw error
    const ref = this.reserve(typeof value === "object" && value !== null ? value : undefined)
    this.set(ref, { t: "poison", message: error.message })
    return ref
  }
}

/** Moves what is marked for transfer, and gives the whole the shape that is posted. */
export function finishEncoded(data: unknown, graph: boolean, snapshot: Snapshot, codes: readonly CodeUnit[]): Encoded {
  if (snapshot.moved.size === 0) return { data, graph, transfer: [], owned: snapshot.owned, codes }
  const out = moveOut(data, [...snapshot.moved])
  return { data: out.data, graph, transfer: out.moved, owned: [], codes }
}

/** Builds a table around whatever `build` writes first. For what is more than one value: a function with its captures. */
export function encodeGraph(options: EncodeOptions, build: (ctx: GraphEncoder) => NodeRef): Encoded {
  const writer = new GraphWriter(options, new Snapshot(options.shared))
  try {
    return writer.finish(build(writer))
  } catch (error) {
    throw tooDeep(error, options)
  }
}

/** A stack overflow of the walk itself, said in words. */
export function tooDeep(error: unknown, options: EncodeOptions): unknown {
  if (!(error instanceof RangeError) || !/call stack/i.test(error.message)) return error
  return unsendable({ parent: undefined, label: options.label }, options.role, TOO_DEEP)
}

function isNode(written: GraphNode | NodeRef): written is GraphNode {
  return typeof written === "object" && written !== null && "t" in written
}

function poisonOf(value: object): string | undefined {
  const message = (value as { [poison]?: unknown })[poison]
  return typeof message === "string" ? message : undefined
}

function lockOf(value: object): 1 | 2 | 3 | undefined {
  if (Object.isExtensible(value)) return undefined
  if (Object.isFrozen(value) && !hasWritableLength(value)) return 3
  return Object.isSealed(value) ? 2 : 1
}

/** V8 calls a sealed array of holes frozen. */
function hasWritableLength(value: object): boolean {
  return Array.isArray(value) && Object.getOwnPropertyDescriptor(value, "length")!.writable === true
}

/** A view whose memory is gone or may not cross. The refusal says which. */
function isBrokenView(view: ArrayBufferView, shared: boolean): boolean {
  return types.isSharedArrayBuffer(view.buffer) ? !shared : (view.buffer as ArrayBuffer).detached
}

function viewSubclass(view: ArrayBufferView): boolean {
  const proto: unknown = Object.getPrototypeOf(view)
  return proto !== Buffer.prototype && !isIntrinsicView(proto)
}
