/*
 * How tests and their tasks wait for each other: words in shared memory, never time. Tasks import these by reference.
 */

/** `count` closed gates. */
export function gates(count = 1): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * count))
}

/** Opens a gate, for whoever waits now and later. */
export function release(words: Int32Array<SharedArrayBuffer>, index = 0): void {
  Atomics.store(words, index, 1)
  Atomics.notify(words, index)
}

/** Adds one to a word and tells who watches it; returns the count. */
export function tick(words: Int32Array<SharedArrayBuffer>, index = 0): number {
  const count = Atomics.add(words, index, 1) + 1
  Atomics.notify(words, index)
  return count
}

/** Resolves when the gate is open. */
export async function opened(words: Int32Array<SharedArrayBuffer>, index = 0): Promise<void> {
  await reached(words, 1, index)
}

/** Resolves when the word has got to `count`. */
export async function reached(words: Int32Array<SharedArrayBuffer>, count: number, index = 0): Promise<void> {
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
