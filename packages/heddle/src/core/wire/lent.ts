import { weigh } from "../heap/index.ts"
import { makeView } from "./buffers.ts"

/** The row of a large array that travels in shared memory which nobody writes to. */
export interface LentNode {
  readonly t: "lent"
  /** The same for the same memory, whichever message names it. */
  readonly id: string
  readonly m: SharedArrayBuffer
  /** The view's class; `"ArrayBuffer"` where there is no view. */
  readonly c: string
  /** Its first byte, the byte behind its last one, and how many elements it has. */
  readonly o: number
  readonly e: number
  readonly n: number
  /** The receiver may write to it, or look closely: it makes a copy of its own. */
  readonly own: boolean
}

/** The memory that this thread knows: one object for all messages that name it, which is weighed once. */
const known = new Map<string, WeakRef<SharedArrayBuffer>>()
/** The names of memory that has arrived here. */
const ids = new WeakMap<SharedArrayBuffer, string>()
const gone = new FinalizationRegistry((id: string) => {
  if (known.get(id)?.deref() === undefined) known.delete(id)
})

/** The array of a row. */
export function arrived({ id, m, c, o, e, n, own }: LentNode): ArrayBufferView | ArrayBuffer {
  if (!own) return makeView(c, known.get(id)?.deref() ?? remember(id, m), o, n)
  // Views stay aligned.
  const pad = o % 8
  const buffer = new ArrayBuffer(pad + e - o)
  new Uint8Array(buffer, pad).set(new Uint8Array(m, o, e - o))
  return c === "ArrayBuffer" ? buffer : makeView(c, buffer, pad, n)
}

function remember(id: string, memory: SharedArrayBuffer): SharedArrayBuffer {
  known.set(id, new WeakRef(memory))
  ids.set(memory, id)
  gone.register(memory, id)
  weigh(memory, memory.byteLength)
  return memory
}

/** The name of memory to which nobody writes, if it is that. */
export function nameOfLent(memory: ArrayBufferLike): string | undefined {
  return ids.get(memory as SharedArrayBuffer)
}
