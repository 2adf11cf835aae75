import { types } from "node:util"
import { HeddleError } from "../errors/index.ts"
import { isIntrinsicView, viewCount, viewName } from "./buffers.ts"
import { builtinExport } from "./builtin-modules.ts"
import { isForeignPlain } from "./cloneable.ts"
import { writeArray, writeMap, writeSet } from "./container-rows.ts"
import { finishEncoded, walkError } from "./encoded.ts"
import { isError, writeError } from "./error-rows.ts"
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
  ValuePath,
} from "./graph-types.ts"
import { handleOf } from "./handles.ts"
import { writeInstance } from "./instance-rows.ts"
import { classKeyOf } from "./known-classes.ts"
import { bufferOf, LentRows } from "./lent-rows.ts"
import type { LentRow } from "./lent-rows.ts"
import { isLendable, Moment } from "./loans.ts"
import type { Lendable } from "./loans.ts"
import { writeProperties } from "./property-rows.ts"
import { PROTOCOL_VERSION } from "./protocol.ts"
import { takeApart } from "./rebuilt.ts"
import { functionRefusal, inspectSafely, refusalOf } from "./refusal.ts"
import { writeReduced } from "./reduced-rows.ts"
import { sharedCopy } from "./shared-copies.ts"
import { NOT_PLAIN, Snapshot } from "./snapshot.ts"
import { poisonOf, symbolNode } from "./symbols.ts"
import { unsendable } from "./value-path.ts"
import type { Refusal } from "./value-path.ts"
import { ViewRows } from "./view-rows.ts"
import { wellKnownPath } from "./well-known.ts"

type Ref = readonly [number]

/** The handles that a table names: they live as long as it does, so that what they stand for is there when it arrives. */
const kept = new WeakMap<object, readonly object[]>()

/** Writes the table of one value: rows for what structured clone cannot carry, whole subtrees for what it can. */
export class GraphWriter implements GraphEncoder {
  readonly options: EncodeOptions
  readonly nodes: (GraphNode | undefined)[] = []
  readonly codes: Map<string, CodeUnit> = new Map()
  readonly memo: Map<unknown, unknown> = new Map()
  readonly #rows: Map<object | symbol, Ref> = new Map()
  readonly #snapshot: Snapshot
  readonly #views: ViewRows = new ViewRows()
  readonly #lent: LentRows = new LentRows()
  readonly #handles: object[] = []
  #lenient = 0
  #todo: { readonly write: () => void; readonly lenient: number }[] = []
  #isDraining = false

  constructor(options: EncodeOptions, snapshot: Snapshot) {
    this.options = options
    this.#snapshot = snapshot
  }

  encode(value: unknown, at: ValuePath): NodeRef {
    const ref = this.#ref(value, at)
    if (!this.#isDraining) this.#drain()
    return ref
  }

  lend(value: unknown, at: ValuePath, readOnly: boolean): NodeRef {
    if (!this.options.shared || !isLendable(value)) return this.encode(value, at)
    const known = this.#lent.get(value)
    if (known !== undefined) {
      known.own ||= !readOnly
      return known.ref
    }
    if (this.#rows.has(value) || this.#shows(bufferOf(value))) {
      return this.encode(value, at)
    }
    const ref = this.reserve()
    this.#lent.add(value, ref, readOnly)
    return ref
  }

  lentRow(value: unknown): LentRow | undefined {
    return this.#lent.get(value as object)
  }

  /** Whether the table shows a buffer, or a part of it, otherwise than by what is lent; or moves it. */
  #shows(buffer: ArrayBuffer): boolean {
    return this.#snapshot.copyOf(buffer) !== undefined || this.#snapshot.isMoved(buffer) || this.#views.shows(buffer)
  }

  /** Writes a row later, in turn, and not inside the row that names it: chains may be of any length. */
  defer(write: () => void): void {
    this.#todo.push({ write, lenient: this.#lenient })
  }

  #drain(): void {
    const lenient = this.#lenient
    this.#isDraining = true
    try {
      for (let i = 0; i < this.#todo.length; i++) {
        const next = this.#todo[i]!
        this.#lenient = next.lenient
        next.write()
      }
      this.#todo = []
    } finally {
      this.#isDraining = false
      this.#lenient = lenient
    }
  }

  #ref(value: unknown, at: ValuePath): NodeRef {
    switch (typeof value) {
      case "symbol":
        return this.#rows.get(value) ?? this.#row(value, symbolNode(value))
      case "function":
        return this.#function(value, at)
      case "object":
        return value === null ? null : this.#object(value, at)
      default:
        return value as NodeRef
    }
  }

  reserve(identity?: object): Ref {
    const ref = [this.nodes.push(undefined) - 1] as const
    if (identity !== undefined) this.#rows.set(identity, ref)
    return ref
  }

  set(ref: Ref, node: GraphNode): void {
    this.nodes[ref[0]] = node
  }

  unsendable(at: ValuePath, what: string, hint?: string): NodeRef {
    if (this.isLenient) return `[${what}]`
    return this.#refuse(at, { what, hint }, undefined)
  }

  properties(value: object, at: ValuePath, skip?: ReadonlySet<string | symbol>): Properties {
    return writeProperties(this, value, at, skip)
  }

  /** Whether an error is being written: what cannot be sent becomes text, so that the error is never lost. */
  get isLenient(): boolean {
    return this.#lenient > 0
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

  /** Runs `write` as if no error were being written, and takes back its rows if it fails. */
  attempt<T>(write: () => T): T | undefined {
    const lenient = this.#lenient
    const mark = this.nodes.length
    const [todo, isDraining] = [this.#todo, this.#isDraining]
    this.#lenient = 0
    this.#todo = []
    this.#isDraining = false
    try {
      const made = write()
      this.#drain()
      return made
    } catch {
      for (const [identity, ref] of this.#rows) if (ref[0] >= mark) this.#rows.delete(identity)
      this.nodes.length = mark
      this.#views.cut(mark)
      this.#lent.cut(mark)
      return undefined
    } finally {
      this.#lenient = lenient
      this.#todo = todo
      this.#isDraining = isDraining
    }
  }

  /** The ref of a class for a row of its instance: its own row, or the key under which the receiver knows it. */
  classRef(ctor: Function, at: ValuePath): Ref | string | undefined {
    const known = this.#known(ctor)
    if (known !== undefined) return known
    if (!this.options.functions) return this.options.classKey?.(ctor) ?? classKeyOf(ctor)
    const ref = this.#function(ctor, at)
    return typeof ref === "object" && ref !== null ? ref : undefined
  }

  finish(root: NodeRef): Encoded {
    functionCodec()?.finish?.(this)
    const moment = this.options.moment ?? new Moment()
    this.#lent.finish(
      this.nodes,
      moment,
      (buffer) => this.#shows(buffer),
      (value, ref) => this.#copied(value, ref),
    )
    const whole = (buffer: ArrayBuffer): ArrayBuffer | undefined =>
      this.#snapshot.copyOf(buffer) as ArrayBuffer | undefined
    for (const copy of this.#views.finish(this.nodes, whole)) this.#snapshot.own(copy)
    const graph: Graph = { v: PROTOCOL_VERSION, nodes: this.nodes as GraphNode[], root }
    const encoded = finishEncoded(graph, true, this.#snapshot, this.options, [...this.codes.values()])
    if (this.#handles.length > 0) kept.set(encoded.data as object, this.#handles)
    return encoded
  }

  #copied(value: Lendable, ref: Ref): void {
    const copy = this.#snapshot.copy(value)
    if (copy !== NOT_PLAIN) this.set(ref, { t: "clone", v: copy })
    else this.writeView(ref, value as ArrayBufferView)
  }

  #row(value: object | symbol, node: GraphNode): Ref {
    const ref = [this.nodes.push(node) - 1] as const
    this.#rows.set(value, ref)
    return ref
  }

  #clone(value: object, copy: unknown): Ref {
    const node: GraphNode = { t: "clone", v: copy }
    this.#snapshot.long?.put(copy, node, "v")
    return this.#row(value, node)
  }

  #known(value: object): Ref | undefined {
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
    if (types.isProxy(fn)) {
      return this.#refuse(at, { what: "a Proxy around a function", hint: "send the function itself" }, fn)
    }
    if (!this.options.functions) return this.#refuse(at, functionRefusal(fn, this.options.role), fn)
    const reduced = writeReduced(this, fn, at)
    if (reduced !== undefined) return reduced
    const message = poisonOf(fn)
    if (message !== undefined) return this.#refuse(at, { what: "", message }, fn)
    return this.#known(fn) ?? this.#byCodec(fn, at)
  }

  #byCodec(fn: Function, at: ValuePath): NodeRef {
    const codec = functionCodec()
    if (codec === undefined) return this.#refuse(at, functionRefusal(fn, this.options.role), fn)
    const ref = this.reserve(fn)
    try {
      const written = codec.encode(fn, this, at)
      this.set(ref, isNode(written) ? written : { t: "alias", to: written })
    } catch (error) {
      this.set(ref, this.#instead(error, fn, at))
    }
    return ref
  }

  /** What stands for a value whose own codec refused it; rethrows where nothing may. */
  #instead(error: unknown, value: unknown, at: ValuePath): GraphNode {
    if (!(error instanceof HeddleError)) throw error
    if (this.isLenient) return { t: "alias", to: inspectSafely(value) }
    if (at.soft === true) return { t: "poison", message: error.message }
    throw error
  }

  #object(value: object, at: ValuePath): NodeRef {
    const seen = this.#rows.get(value)
    if (seen !== undefined) return seen
    const lent = this.#lent.get(value)
    if (lent !== undefined) {
      lent.barred = true
      return lent.ref
    }
    const copy = this.#snapshot.copy(value)
    if (copy !== NOT_PLAIN) return this.#clone(value, copy)
    if (types.isProxy(value)) {
      return this.#refuse(at, { what: "a Proxy", hint: "send the plain object behind it" }, value)
    }
    if (isError(value)) return writeError(this, value, at)
    const message = poisonOf(value)
    if (message !== undefined) return this.#refuse(at, { what: "", message }, value)
    return this.#handle(value, at) ?? writeReduced(this, value, at) ?? this.#structured(value, at)
  }

  #handle(value: object, at: ValuePath): NodeRef | undefined {
    const handle = handleOf(value)
    if (handle === undefined) return undefined
    const ref = this.reserve(value)
    try {
      const data = this.encode(handle.codec.encode(value, this.options, at), at)
      this.#handles.push(handle.codec.hold?.(value) ?? value)
      const { home } = handle.codec
      this.set(ref, { t: "handle", tag: handle.tag, data, ...(home !== undefined && { home }) })
    } catch (error) {
      this.set(ref, this.#instead(error, value, at))
    }
    return ref
  }

  #structured(value: object, at: ValuePath): NodeRef {
    const apart = takeApart(value)
    if (apart !== undefined) return this.#row(value, { t: "new", name: apart.name, args: this.encode(apart.data, at) })
    const known = this.options.functions ? this.#known(value) : undefined
    if (known !== undefined) return known
    if (types.isSharedArrayBuffer(value)) return this.#row(value, sharedCopy(value, this.options))
    const refusal = refusalOf(value, this.options)
    if (refusal !== undefined) return this.#refuse(at, refusal, value)
    const ref = this.reserve(value)
    this.defer(() => this.#write(ref, value, at))
    return ref
  }

  #write(ref: Ref, value: object, at: ValuePath): void {
    const proto: unknown = Object.getPrototypeOf(value)
    if (proto === Object.prototype || proto === null || isForeignPlain(proto, "Object")) {
      this.set(ref, { t: "obj", ...(proto === null && { proto }), ...this.properties(value, at) })
    } else if (Array.isArray(value) && (proto === Array.prototype || isForeignPlain(proto, "Array"))) {
      writeArray(this, ref, value, at)
    } else if (proto === Map.prototype && types.isMap(value)) writeMap(this, ref, value, at)
    else if (proto === Set.prototype && types.isSet(value)) writeSet(this, ref, value, at)
    else if (ArrayBuffer.isView(value) && (proto === Buffer.prototype || isIntrinsicView(proto))) {
      this.writeView(ref, value)
    } else writeInstance(this, ref, value, at)
  }

  /** A view of shared or moved memory names its buffer; any other is cut out when the table is finished. */
  writeView(ref: Ref, view: ArrayBufferView): void {
    const buffer = view.buffer
    if (types.isSharedArrayBuffer(buffer) || this.#snapshot.isMoved(buffer)) {
      const b = this.#object(buffer, { parent: undefined, label: "" })
      this.set(ref, { t: "view", c: viewName(view), b, o: view.byteOffset, n: viewCount(view) })
    } else this.#views.add(ref, view, buffer)
  }

  #refuse(at: ValuePath, refusal: Refusal, value: unknown): NodeRef {
    if (this.isLenient) return inspectSafely(value)
    const error = unsendable(at, this.options.role, refusal)
    if (at.soft !== true) throw error
    const ref = this.reserve(
      typeof value === "function" || typeof value === "object" ? (value ?? undefined) : undefined,
    )
    this.set(ref, { t: "poison", message: error.message })
    return ref
  }
}

/** Builds a table around whatever `build` writes first. For what is more than one value: a function with its captures. */
export function encodeGraph(options: EncodeOptions, build: (ctx: GraphEncoder) => NodeRef): Encoded {
  const writer = new GraphWriter(options, new Snapshot(options.shared))
  try {
    return writer.finish(build(writer))
  } catch (error) {
    throw walkError(error, options)
  }
}

function isNode(written: GraphNode | NodeRef): written is GraphNode {
  return typeof written === "object" && written !== null && "t" in written
}
