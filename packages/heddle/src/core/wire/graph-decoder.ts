import { makeView } from "./buffers.ts"
import { resolveBuiltin } from "./builtin-modules.ts"
import { heddleErrorClass, nativeErrorClass } from "./error-classes.ts"
import { functionCodec } from "./graph-types.ts"
import type { CodecNode, ErrorNode, Graph, GraphDecoder, GraphNode, NodeRef, Properties } from "./graph-types.ts"
import { decodeHandle } from "./handles.ts"
import { knownClass } from "./known-classes.ts"
import { arrived } from "./lent.ts"
import { applyLock } from "./locks.ts"
import { makePoison } from "./poison-stub.ts"
import { putTogether } from "./rebuilt.ts"
import { isClass } from "./is-class.ts"
import { sharedFrom } from "./shared-copies.ts"
import { resolveWellKnown } from "./well-known.ts"

type InstanceNode = Extract<GraphNode, { t: "inst" }>
const UNSET: unique symbol = Symbol("unset")

/** Reads the table of one value. Every row is made once, so aliases and cycles come out as they went in. */
export class GraphReader implements GraphDecoder {
  readonly nodes: readonly GraphNode[]
  readonly memo: Map<unknown, unknown> = new Map()
  readonly #values: unknown[]
  /** Objects that exist and are still empty. They are filled in turn, not inside each other: chains may be of any length. */
  readonly #todo: (() => void)[] = []

  constructor(graph: Graph) {
    this.nodes = graph.nodes
    this.#values = graph.nodes.map(() => UNSET)
  }

  decode(ref: NodeRef): unknown {
    const value = this.#get(ref)
    for (let next = this.#todo.pop(); next !== undefined; next = this.#todo.pop()) next()
    return value
  }

  /** The value of a ref, which may be empty until what is left to do is done. */
  #get(ref: NodeRef): unknown {
    if (typeof ref !== "object" || ref === null) return ref
    const id = ref[0]
    const made = this.#values[id]
    return made === UNSET ? this.#make(id, this.nodes[id]!) : made
  }

  define(target: object, { k, v, x, lock }: Properties): void {
    for (let i = 0; i < k.length; i++) (target as Record<string, unknown>)[k[i]!] = this.#get(v[i])
    for (const entry of x ?? []) {
      const key = typeof entry[0] === "string" ? entry[0] : (this.#get(entry[0]) as symbol)
      Object.defineProperty(target, key, this.#descriptor(entry))
    }
    applyLock(target, lock)
  }

  #descriptor(entry: NonNullable<Properties["x"]>[number]): PropertyDescriptor {
    const shared = { enumerable: (entry[1] & 1) !== 0, configurable: (entry[1] & 2) !== 0 }
    if (entry.length === 3) return { ...shared, writable: (entry[1] & 4) !== 0, value: this.#get(entry[2]) }
    return {
      ...shared,
      get: this.#get(entry[3]) as () => unknown,
      set: this.#get(entry[4]) as (v: unknown) => void,
    }
  }

  #settle<T>(id: number, value: T): T {
    this.#values[id] = value
    return value
  }

  #make(id: number, node: GraphNode): unknown {
    switch (node.t) {
      case "clone":
        return this.#settle(id, node.v)
      case "obj": {
        const made: object = this.#settle(id, "proto" in node ? Object.create(this.#get(node.proto) as object) : {})
        this.#todo.push(() => this.define(made, node))
        return made
      }
      case "arr":
      case "map":
      case "set":
        return this.#later(this.#shell(id, node), node)
      case "inst":
        return this.#instance(id, node)
      case "view":
        return this.#settle(id, makeView(node.c, this.#get(node.b) as ArrayBuffer, node.o, node.n))
      case "lent":
        return this.#settle(id, arrived(node))
      case "shared":
        return this.#settle(id, sharedFrom(node.v, node.most))
      case "sym":
        return this.#settle(id, makeSymbol(node.how, node.d))
      case "err":
        return this.#error(id, node)
      case "global":
        return this.#settle(id, resolveWellKnown(node.path))
      case "builtin":
        return this.#settle(id, resolveBuiltin(node.path))
      case "new":
        return this.#settle(id, putTogether(node.name, this.decode(node.args)))
      case "reduce":
        return this.#settle(id, this.#reduced(node.fn, node.args))
      case "bound": {
        const target = this.#get(node.fn) as (...args: unknown[]) => unknown
        return this.#settle(id, target.bind(this.#get(node.self), ...node.args.map((arg) => this.decode(arg))))
      }
      case "handle":
        return this.#settle(id, decodeHandle(node.tag, this.decode(node.data)))
      case "poison":
        return this.#settle(id, makePoison(node.message))
      case "alias":
        return this.#settle(id, this.#get(node.to))
      default:
        return this.#settle(id, this.#code(id, node))
    }
  }

  #code(id: number, node: CodecNode): unknown {
    const codec = functionCodec()
    if (codec === undefined) throw new TypeError("a function arrived, but nothing here can rebuild one")
    return codec.decode(node, this, (value) => this.#settle(id, value))
  }

  #later(target: object, node: GraphNode): object {
    this.#todo.push(() => this.#fill(target, node))
    return target
  }

  #fill(target: object, node: GraphNode): void {
    if (node.t === "arr") {
      const array = target as unknown[]
      array.length = node.v.length
      for (let i = 0; i < node.v.length; i++) if (i in node.v) array[i] = this.#get(node.v[i])
      this.define(array, { k: [], v: [], ...(node.x && { x: node.x }), ...(node.lock && { lock: node.lock }) })
    } else if (node.t === "map") {
      const map = target as Map<unknown, unknown>
      for (const [key, item] of node.e) Map.prototype.set.call(map, this.#get(key), this.#get(item))
    } else if (node.t === "set") {
      const set = target as Set<unknown>
      for (const item of node.e) Set.prototype.add.call(set, this.#get(item))
    }
  }

  #class(cls: readonly [number] | string): Function | undefined {
    if (typeof cls === "string") return heddleErrorClass(cls) ?? knownClass(cls)
    const ctor = this.#get(cls)
    return typeof ctor === "function" ? ctor : undefined
  }

  /** No constructor runs. The native part of a subclass of Array, Map, … is made first and given the class's prototype. */
  #instance(id: number, node: InstanceNode): object {
    const ctor = this.#class(node.cls)
    const base = typeof node.base === "object" && node.base !== null ? node.base[0] : undefined
    const baseNode = base === undefined ? undefined : this.nodes[base]!
    let made: object
    if (node.priv !== undefined && ctor !== undefined) made = functionCodec()!.allocate(ctor)
    else if (baseNode !== undefined) {
      made = this.#shell(base!, baseNode)
      if (ctor !== undefined) Object.setPrototypeOf(made, ctor.prototype as object)
    } else made = ctor === undefined ? {} : (Object.create(ctor.prototype as object) as object)
    this.#settle(id, made)
    this.#todo.push(() => {
      if (baseNode !== undefined) this.#fill(made, baseNode)
      for (const [name, value, depth] of node.priv ?? []) {
        functionCodec()?.setPrivate(made, ctor!, { name, value: this.#get(value), depth })
      }
      this.define(made, node)
    })
    return made
  }

  #shell(id: number, node: GraphNode): object {
    if (node.t === "arr") return this.#settle(id, [])
    if (node.t === "map") return this.#settle(id, new Map())
    if (node.t === "set") return this.#settle(id, new Set())
    return this.#get([id]) as object
  }

  #reduced(fn: NodeRef, args: readonly NodeRef[]): unknown {
    const maker = typeof fn === "string" ? knownClass(fn) : (this.#get(fn) as Function)
    if (maker === undefined) throw new TypeError("an object is to be rebuilt by a class that is no longer here")
    const values = args.map((arg) => this.decode(arg))
    return isClass(maker) ? Reflect.construct(maker, values) : Reflect.apply(maker, undefined, values)
  }

  #error(id: number, node: ErrorNode): Error {
    const ctor = node.cls === undefined ? undefined : this.#class(node.cls)
    const error = this.#settle(id, makeError(node, ctor ?? nativeErrorClass(node.native)))
    this.#todo.push(() => {
      this.define(error, { k: [], v: [], x: entriesOf(node) })
      if (ctor === undefined && node.name !== undefined && node.dom === undefined && error.name !== node.name) {
        hide(error, "name", node.name)
      }
      if (node.stack !== undefined) hide(error, "stack", node.stack)
      applyLock(error, node.lock)
    })
    return error
  }
}

/** Built as an error of its class without running a constructor of the user's. */
function makeError(node: ErrorNode, ctor: Function): Error {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    if (node.dom !== undefined) return new DOMException(...node.dom)
    return Reflect.construct(Error, [], ctor) as Error
  } finally {
    Error.stackTraceLimit = limit
  }
}

/** A property that exists on the fresh error is defined over, never assigned. */
function entriesOf({ k, v, x }: ErrorNode): NonNullable<Properties["x"]> {
  return x ?? k.map((key, i) => [key, 7, v[i]] as const)
}

function hide(error: Error, key: string, value: string): void {
  try {
    Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false })
  } catch {
    // a frozen error, or a class that locks the name: it stays as it is
  }
}

function makeSymbol(how: "for" | "known" | "unique", text: string | undefined): symbol {
  if (how === "unique") return Symbol(text)
  return how === "for" ? Symbol.for(text!) : ((Symbol as unknown as Record<string, symbol>)[text!] as symbol)
}
