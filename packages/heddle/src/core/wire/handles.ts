import { isHeapArray, plainCopy, receiveArray, sendArray } from "../heap/index.ts"
import type { SentArray, TypedArray } from "../heap/index.ts"
import type { EncodeOptions, GraphNode, ValuePath } from "./graph-types.ts"

/** How one class of handles travels: what stands for it, and the handle that the receiver makes of that. */
export interface HandleCodec<T extends object> {
  /** `options.shared` tells threads from processes. May throw an UnsendableError; `at` is its path. */
  encode(handle: T, options: EncodeOptions, at: ValuePath): unknown
  decode(data: unknown): unknown
  /** What must live as long as the table that names the handle; the handle itself, unless this says otherwise. */
  hold?(handle: T): object
  /**
   * The module that registers it, which a worker that gets its first such handle loads: its URL, or, for one of this
   * library's own (which may be bundled here and is not there), its path from `src/` without an ending.
   */
  readonly home?: string | undefined
}

interface Registered {
  readonly tag: string
  readonly codec: HandleCodec<object>
}

/**
 * Arrays of the heap: the same memory in every thread, a copy in other processes. The table of what a task is given holds
 * their memory, also if the program disposes of them meanwhile; a table of results is posted and forgotten, so there the
 * message itself holds it.
 */
const heapArrays = {
  tag: "heddle.heap-array",
  codec: {
    encode: (array: TypedArray, { shared, role }: EncodeOptions) =>
      shared ? sendArray(array, role === "result" || role === "error") : plainCopy(array),
    hold: (array: TypedArray) => array.subarray(),
    decode: (data: unknown) => (ArrayBuffer.isView(data) ? data : receiveArray(data as SentArray)),
  },
} as unknown as Registered

const byPrototype = new Map<object, Registered>()
const byTag = new Map<string, Registered>([[heapArrays.tag, heapArrays]])

/**
 * Teaches the wire how instances of `ctor` and of its subclasses travel: Locks, Queues, Futures, actor handles, …
 * Whatever `encode` gives is encoded in its place.
 */
export function registerHandle<T extends object>(
  tag: string,
  ctor: { readonly prototype: T },
  codec: HandleCodec<T>,
): void {
  const entry = { tag, codec } as unknown as Registered
  byPrototype.set(ctor.prototype, entry)
  byTag.set(tag, entry)
}

/** How `value` travels, if it is a handle. */
export function handleOf(value: object): Registered | undefined {
  if (isHeapArray(value)) return heapArrays
  if (byPrototype.size === 0) return undefined
  for (let proto: unknown = Object.getPrototypeOf(value); proto !== null; proto = Object.getPrototypeOf(proto)) {
    const entry = byPrototype.get(proto as object)
    if (entry !== undefined) return entry
  }
  return undefined
}

/** Loads the modules of handles that nobody here has registered; undefined, at once, if there are none. */
export function loadHomes(nodes: readonly GraphNode[]): Promise<unknown> | undefined {
  let homes: Set<string> | undefined
  for (const node of nodes) {
    if (node.t === "handle" && node.home !== undefined && !byTag.has(node.tag)) (homes ??= new Set()).add(node.home)
  }
  return homes && Promise.all([...homes].map((home) => import(urlOf(home)) as Promise<unknown>))
}

function urlOf(home: string): string {
  if (home.includes(":")) return home
  return new URL(`../../${home}${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url).href
}

/** The handle that the sender wrote as `tag` and `data`. */
export function decodeHandle(tag: string, data: unknown): unknown {
  const entry = byTag.get(tag)
  if (entry === undefined) throw new TypeError(`a ${tag} arrived, but nothing here knows how to make one`)
  return entry.codec.decode(data)
}
