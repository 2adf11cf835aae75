import { types } from "node:util"
import { DisposedError } from "../errors/index.ts"
import { heap } from "./memory.ts"
import type { Allocated, Heap } from "./memory.ts"
import { unweigh, weigh } from "./weight.ts"

/** Every kind of typed array. */
export type TypedArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | BigInt64Array
  | BigUint64Array

/** What an array of the heap can do besides: give its memory back. */
export interface HeapHandle extends Disposable {
  /** Gives the memory back as soon as no other handle, and no other thread, has it. The array cannot be used any more. */
  dispose(): void
}

export interface Kind {
  readonly BYTES_PER_ELEMENT: number
  readonly name: string
  readonly prototype: object
  new (buffer: ArrayBufferLike, offset: number, length: number): TypedArray
}

const kinds: readonly Kind[] = [
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  BigInt64Array,
  BigUint64Array,
] as readonly Kind[]

const common = Object.getPrototypeOf(Uint8Array.prototype) as object
/** Whatever an array's class says of itself. */
const intrinsic = (name: string | symbol): ((view: object) => unknown) => {
  const property = Object.getOwnPropertyDescriptor(common, name)!
  return (view) => property.get!.call(view) as unknown
}
const intrinsicBuffer = intrinsic("buffer") as (view: object) => ArrayBufferLike
const intrinsicOffset = intrinsic("byteOffset") as (view: object) => number
const intrinsicLength = intrinsic("length") as (view: object) => number
const intrinsicKind = intrinsic(Symbol.toStringTag) as (view: object) => string

/** The buffer of any view, which stays free to be given back. */
export function bufferOf(view: ArrayBufferView): ArrayBufferLike {
  return types.isTypedArray(view) ? intrinsicBuffer(view) : view.buffer
}

/** What this thread holds of one block: as long as one of its arrays is there. */
class Lease {
  readonly heap: Heap
  readonly address: number
  handles = 1

  constructor(owner: Heap, address: number) {
    this.heap = owner
    this.address = address
  }

  drop(): void {
    if (--this.handles > 0) return
    leases.delete(this.address)
    this.heap.release(this.address)
  }
}

/** Those of blocks that were sent, or came from elsewhere: they may come again. */
const leases = new Map<number, Lease>()
const collected = new FinalizationRegistry<Lease>((lease) => lease.drop())
const leaseOf = new WeakMap<object, Lease>()
/** Arrays whose buffer somebody has: their memory stays. */
const pinned = new Set<object>()
const warned = new Set<string>()

function attach<T extends object>(array: T, lease: Lease): T {
  leaseOf.set(array, lease)
  collected.register(array, lease, array)
  return array
}

type HeapClass = new (buffer: ArrayBufferLike, offset: number, length: number) => TypedArray

/** The subclasses, by the name of the kind; and by kind what disposed arrays become. Made when there is an array of the kind. */
const classes = new Map<string, HeapClass>()
const graves = new Map<string, object>()

function classOf(name: string): HeapClass {
  let found = classes.get(name)
  if (found === undefined) classes.set(name, (found = classFor(kindOf(name))))
  return found
}

function kindOf(name: string): Kind {
  return kinds.find((kind) => kind.name === name)!
}

function classFor(kind: Kind): HeapClass {
  const HeapArray = class extends (kind as new (buffer: ArrayBufferLike, offset: number, length: number) => object) {
    get buffer(): ArrayBufferLike {
      pin(this)
      return intrinsicBuffer(this)
    }

    subarray(begin?: number, end?: number): object {
      const part = Object.getPrototypeOf(kind.prototype).subarray.call(this, begin, end) as TypedArray
      return viewOf(this, intrinsicOffset(part), part.length)
    }

    dispose(): void {
      dispose(this, kind.name)
    }

    [Symbol.dispose](): void {
      dispose(this, kind.name)
    }
  }
  // Copies that methods make, and whoever asks for its class, get the kind itself.
  Object.defineProperty(HeapArray.prototype, "constructor", { value: kind, writable: true, configurable: true })
  return HeapArray as never
}

/** What an array becomes when it is disposed: whatever it is asked, it says so. */
function graveOf(name: string): object {
  let grave = graves.get(name)
  if (grave === undefined) graves.set(name, (grave = graveFor(classOf(name).prototype, name)))
  return grave
}

function graveFor(proto: object, name: string): object {
  const grave = Object.create(proto) as object
  const refuse = (): never => {
    throw new DisposedError(`this ${name} of the heap was disposed`, {
      hint: "use it before the end of its `using` block, or copy what is needed",
    })
  }
  for (const key of Reflect.ownKeys(common)) {
    if (key === "constructor" || key === Symbol.toStringTag) continue
    const { value } = Object.getOwnPropertyDescriptor(common, key)!
    Object.defineProperty(
      grave,
      key,
      typeof value === "function" ? { value: refuse, configurable: true } : { get: refuse, configurable: true },
    )
  }
  Object.defineProperty(grave, "dispose", { value: () => {}, configurable: true })
  Object.defineProperty(grave, Symbol.dispose, { value: () => {}, configurable: true })
  return grave
}

function dispose(array: object, name: string): void {
  const lease = leaseOf.get(array)
  if (lease === undefined) return
  leaseOf.delete(array)
  pinned.delete(array)
  unweigh(array)
  collected.unregister(array)
  Object.setPrototypeOf(array, graveOf(name))
  lease.drop()
}

/** The buffer is all of the heap: whoever has it may read this array's place whenever it likes. */
function pin(array: object): void {
  if (pinned.has(array)) return
  pinned.add(array)
  const place = new Error().stack?.split("\n")[3]?.trim() ?? ""
  if (warned.has(place)) return
  warned.add(place)
  process.emitWarning(
    `.buffer of an array of the heap (${place}) keeps its memory until dispose(): use subarray, or slice().buffer for a copy`,
    "HeddleHint",
  )
}

/** Is it an array of the heap? Disposed ones are, too. */
export function isHeapArray(value: unknown): value is TypedArray & HeapHandle {
  if (!types.isTypedArray(value)) return false
  const name = intrinsicKind(value)
  const heapClass = classes.get(name)
  if (heapClass === undefined) return false
  const own: unknown = Object.getPrototypeOf(value)
  return own === heapClass.prototype || own === graves.get(name)
}

/** A new array of zeros. */
export function newArray(kind: string, length: number): TypedArray {
  const { array, owner, address, end, cleanFrom, cleanTo } = madeArray(kind, length)
  weigh(array, end - address)
  clear(owner.buffer, address, Math.min(end, Math.max(address, cleanFrom)))
  clear(owner.buffer, Math.min(end, Math.max(address, cleanTo)), end)
  return array
}

/**
 * A new array of whatever lies there, for who writes all of it before anybody reads it, and disposes of it: the garbage
 * collector is not told how large it is.
 */
export function roomFor(kind: string, length: number): TypedArray & HeapHandle {
  return madeArray(kind, length).array
}

interface Made extends Allocated {
  readonly array: TypedArray & HeapHandle
  readonly owner: Heap
  readonly end: number
}

function madeArray(kind: string, length: number): Made {
  const owner = heap()
  const allocated = owner.allocate(length * bytesOf(kind))
  const { address } = allocated
  const end = address + length * bytesOf(kind)
  owner.reach(end)
  const array = new (classOf(kind))(owner.buffer, address, length)
  attach(array, new Lease(owner, address))
  return { ...allocated, array: array as TypedArray & HeapHandle, owner, end }
}

function clear(buffer: SharedArrayBuffer, from: number, to: number): void {
  if (from < to) new Uint8Array(buffer, from, to - from).fill(0)
}

function bytesOf(kind: string): number {
  return kindOf(kind).BYTES_PER_ELEMENT
}

/** Another array over the same block. */
function viewOf(array: object, offset: number, length: number): TypedArray {
  const lease = leaseOf.get(array)!
  lease.handles++
  const kind = intrinsicKind(array)
  return attach(new (classOf(kind))(lease.heap.buffer, offset, length), lease)
}

/** An array of the heap as it goes to another thread. */
export interface SentArray {
  readonly address: number
  readonly kind: string
  readonly offset: number
  readonly length: number
  /** The message holds the block. */
  readonly held: boolean
}

/** `isHeld`: the message holds the block, because nobody else may when it arrives. */
export function sendArray(array: TypedArray, isHeld: boolean): SentArray {
  const lease = leaseOf.get(array)
  // Says that it was disposed.
  if (lease === undefined) return { length: array.length } as never
  leases.set(lease.address, lease)
  if (isHeld) lease.heap.send(lease.address)
  return {
    address: lease.address,
    kind: intrinsicKind(array),
    offset: intrinsicOffset(array),
    length: intrinsicLength(array),
    held: isHeld,
  }
}

/** The array in this thread, which is on the same heap. */
export function receiveArray({ address, kind, offset, length, held }: SentArray): TypedArray {
  const owner = heap()
  let lease = leases.get(address)
  if (lease !== undefined) {
    lease.handles++
    if (held) owner.drop(address)
  } else {
    if (held) owner.receive(address)
    else owner.hold(address)
    leases.set(address, (lease = new Lease(owner, address)))
  }
  owner.reach(offset + length * bytesOf(kind))
  const array = attach(new (classOf(kind))(owner.buffer, offset, length), lease)
  weigh(array, owner.sizeOf(address))
  return array
}

/** A copy that is no array of the heap. */
export function plainCopy(array: TypedArray): TypedArray {
  return new (plainKind(array) as unknown as new (from: TypedArray) => TypedArray)(array)
}

/** The class of JavaScript's own that an array is of, be it one of the heap or a Buffer. */
export function plainKind(array: TypedArray): Kind {
  return kindOf(intrinsicKind(array))
}
