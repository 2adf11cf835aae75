const weights = new WeakMap<object, ArrayBuffer>()
/** Bytes: what is smaller is not worth a buffer. */
const worthWeighing = 16_384

/**
 * Lets this thread's garbage collector know that shared memory is large, for as long as an object that stands for it is there.
 * V8 counts none of it, so that a thread which drops one shared array after another would never look for garbage, and keep them
 * all. Beside the object lies a buffer of its size, which is counted and takes no memory: its pages are never touched.
 */
export function weigh(owner: object, bytes: number): void {
  if (bytes < worthWeighing || weights.has(owner)) return
  try {
    // Resizable: that is a mapping of its own, never a piece of the heap that would have to be cleared.
    weights.set(owner, new ArrayBuffer(bytes, { maxByteLength: bytes }))
  } catch {
    // No address space is left for it: then nothing is counted.
  }
}

/** The memory is not the object's any more. */
export function unweigh(owner: object): void {
  weights.delete(owner)
}
