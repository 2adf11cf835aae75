/*
 * How tests and their tasks wait for each other: words that both see, never time. Words of shared memory; where there is
 * none, files. Tasks import these by reference.
 */
import { FileGates, fileGates } from "./file-gates.ts"

export type Gates = Int32Array<SharedArrayBuffer> | FileGates

let across = false

/** From now on gates are words that tasks in other processes see too. */
export function acrossProcesses(): void {
  across = true
}

/** `count` closed gates. */
export function gates(count = 1): Gates {
  return across ? fileGates(count) : wordGates(count)
}

/** The same for tests of threads, which may block on them. */
export function wordGates(count = 1): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * count))
}

/** Opens a gate, for whoever waits now and later. */
export function release(words: Gates, index = 0): void {
  put(words, index, 1)
}

/** Adds one to a word and tells who watches it; returns the count. */
export function tick(words: Gates, index = 0): number {
  return add(words, 1, index) + 1
}

/** Adds to a word; returns what it was before. */
export function add(words: Gates, by: number, index = 0): number {
  if (words instanceof FileGates) return words.add(index, by)
  const before = Atomics.add(words, index, by)
  Atomics.notify(words, index)
  return before
}

export function put(words: Gates, index: number, value: number): void {
  if (words instanceof FileGates) return words.set(index, value)
  Atomics.store(words, index, value)
  Atomics.notify(words, index)
}

export function read(words: Gates, index = 0): number {
  return words instanceof FileGates ? words.get(index) : Atomics.load(words, index)
}

export function readAll(words: Gates): number[] {
  return Array.from({ length: words.length }, (_, i) => read(words, i))
}

/** Resolves when the gate is open. */
export async function opened(words: Gates, index = 0): Promise<void> {
  await reached(words, 1, index)
}

/** Resolves when the word has got to `count`. */
export async function reached(words: Gates, count: number, index = 0): Promise<void> {
  if (words instanceof FileGates) return await words.reached(index, count)
  // A wait in shared memory alone does not keep a program alive.
  const awake = setInterval(() => {}, 2 ** 30)
  try {
    for (;;) {
      const now = Atomics.load(words, index)
      if (now >= count) return
      const wait = Atomics.waitAsync(words, index, now)
      if (wait.async) await wait.value
    }
  } finally {
    clearInterval(awake)
  }
}

/** A turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Who runs this: a thread of this process, or another process. */
export async function worker(): Promise<string> {
  return `${process.pid}.${(await import("node:worker_threads")).threadId}`
}
