import { thisAgent } from "../../core/task/index.ts"
import { registerHandle, unsendable } from "../../core/wire/index.ts"
import type { EncodeOptions, ValuePath } from "../../core/wire/index.ts"

/** A handle as it travels: its name among all threads, and what it is made of. */
export interface Packed {
  readonly id: string
  readonly data: unknown
}

const alive = new Map<string, WeakRef<object>>()
const forgotten = new FinalizationRegistry<string>((id) => {
  if (alive.get(id)?.deref() === undefined) alive.delete(id)
})
const names = new WeakMap<object, string>()
let lastName = 0
let arriving: { readonly data: unknown } | undefined

/** What a handle that is being made arrived with; undefined: it is a new one. For constructors, before anything else. */
export function arrived(): unknown {
  const data = arriving?.data
  arriving = undefined
  return data
}

/**
 * Teaches the wire how a class of handles travels between threads: `take` gives what it is made of, and `new ctor()`
 * makes it there, once in each thread: a handle that comes home is the one that left.
 */
export function travels<T extends object>(
  ctor: { readonly prototype: T; new (): T },
  name: string,
  take: (handle: T) => unknown,
): void {
  registerHandle<T>(`sync/${name}`, ctor, {
    home: "sync/index",
    encode(handle, options, at): Packed {
      mustShare(name, options, at)
      return { id: nameOf(handle), data: take(handle) }
    },
    decode(packed) {
      const { id, data } = packed as Packed
      const here = alive.get(id)?.deref()
      if (here !== undefined) return here
      arriving = { data }
      try {
        return register(id, new ctor())
      } finally {
        arriving = undefined
      }
    },
  })
}

/** Throws an UnsendableError if what is sent leaves the process. */
export function mustShare(name: string, options: EncodeOptions, at: ValuePath): void {
  if (options.shared) return
  throw unsendable(at, options.role, {
    what: `a ${name} of heddle/sync, which lives in memory that only threads of one process share`,
    hint: `use the threads backend, or a ${name} of heddle/multiprocessing`,
  })
}

function nameOf(handle: object): string {
  let id = names.get(handle)
  if (id === undefined) {
    id = `${thisAgent()}.${++lastName}`
    register(id, handle)
  }
  return id
}

function register(id: string, handle: object): object {
  names.set(handle, id)
  alive.set(id, new WeakRef(handle))
  forgotten.register(handle, id)
  return handle
}
