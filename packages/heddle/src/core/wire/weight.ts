const weights = new WeakMap<SharedArrayBuffer, ArrayBuffer>()

/**
 * Lets this thread's garbage collector know that shared memory is large. V8 counts none of it, so that a thread which
 * drops one shared array after another would never look for garbage, and keep them all. Beside the memory lies a buffer
 * of the same size, which is counted and takes no memory: its pages are never touched.
 */
export function weigh(memory: SharedArrayBuffer): void {
  if (weights.has(memory)) return
  const { byteLength } = memory
  try {
    // Resizable: that is a mapping of its own, never a piece of the heap that would have to be cleared.
    weights.set(memory, new ArrayBuffer(byteLength, { maxByteLength: byteLength }))
  } catch {
    // No address space is left for it: then nothing is counted.
  }
}
