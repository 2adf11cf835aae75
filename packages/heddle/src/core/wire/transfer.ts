import { isMarkedAsUntransferable } from "node:worker_threads"
import { isHeapArray } from "../heap/index.ts"

const marked = new WeakSet<object>()
let anyMarked = false

/**
 * Marks a value to be moved instead of copied when it is next sent, and gives it back: `pool.submit(fn,
 * transfer(array))`. Works for ArrayBuffers and views of them (the whole buffer moves), MessagePorts, FileHandles and
 * web streams. The sender's own is detached by the call that sends it.
 */
export function transfer<T>(value: T): T {
  // What is on the heap is never copied.
  if (typeof value !== "object" || value === null || isHeapArray(value)) return value
  const target = ArrayBuffer.isView(value) ? value.buffer : value
  if (target instanceof ArrayBuffer && isMarkedAsUntransferable(target)) return value
  marked.add(target)
  anyMarked = true
  return value
}

/** Whether `transfer` was called with it, or with a view of it, and it was not moved since. */
export function isMarkedForTransfer(value: object): boolean {
  return anyMarked && marked.has(value) && !(value instanceof ArrayBuffer && value.detached)
}

/**
 * Moves what is marked out of `data`, which names it in its original form. The sender's handles are detached when this
 * returns, and the moved ones stand in their places, ready to be transferred once more.
 */
export function moveOut(data: unknown, handles: readonly object[]): { data: unknown; moved: readonly object[] } {
  const both = { data, moved: handles }
  return structuredClone(both, { transfer: handles as Transferables })
}

type Transferables = NonNullable<Parameters<typeof structuredClone>[1]>["transfer"] & {}
