import { QueueFullError } from "../core/errors/index.ts"
import type { SharedState } from "./engine/index.ts"
import { blocksWord } from "./shelf.ts"
import type { Place } from "./shelf.ts"

/** Where the memory that was never used begins, in units. */
const topWord = blocksWord
/** The first free block of each size, as its unit + 1; 0: none. */
const freeWords = blocksWord + 1
/** Sizes are 64 bytes times a power of two. */
const unit = 64
/** Before its content a block has a word for the next free one: what is in a block that is not free after all, is whole. */
const header = 8
const first = 65536

/**
 * Shared memory for what is in a queue: blocks whose sizes are powers of two, free ones in a list for each size. It grows
 * up to a limit, and does not shrink. Its books are kept in the queue's state, so that a death leaves none astray.
 */
export class Blocks {
  readonly buffer: SharedArrayBuffer

  /** @param from the memory that another thread made, or the limit in bytes */
  constructor(from: SharedArrayBuffer | number) {
    this.buffer =
      typeof from === "number" ? new SharedArrayBuffer(Math.min(first, from), { maxByteLength: from }) : from
  }

  /** The offset of a block for so many bytes. For `update`. Throws a QueueFullError when the limit is reached. */
  take(state: SharedState, length: number): number {
    const size = sizeOf(length)
    const free = state.get(freeWords + size)
    if (free !== 0) {
      state.set(freeWords + size, this.#link(free - 1)[0]!)
      return (free - 1) * unit + header
    }
    const top = state.get(topWord)
    const end = (top + 2 ** size) * unit
    if (end > this.buffer.byteLength) this.#grow(end)
    state.set(topWord, top + 2 ** size)
    return top * unit + header
  }

  free(state: SharedState, { offset, length }: Pick<Place, "offset" | "length">): void {
    const size = sizeOf(length)
    const at = (offset - header) / unit
    this.#link(at)[0] = state.get(freeWords + size)
    state.set(freeWords + size, at + 1)
  }

  write(offset: number, bytes: Uint8Array): void {
    new Uint8Array(this.buffer, offset, bytes.length).set(bytes)
  }

  read({ offset, length }: Place): Uint8Array {
    return new Uint8Array(this.buffer, offset, length).slice()
  }

  #link(at: number): Int32Array {
    return new Int32Array(this.buffer, at * unit, 1)
  }

  #grow(bytes: number): void {
    const most = this.buffer.maxByteLength
    if (bytes > most) {
      throw new QueueFullError(`what is in the queue would take more than ${most} bytes`, {
        hint: "take from it faster, bound it with a maxSize, or raise `maxBytes`",
      })
    }
    this.buffer.grow(Math.min(most, Math.max(bytes, 2 * this.buffer.byteLength)))
  }
}

function sizeOf(length: number): number {
  const units = Math.ceil((length + header) / unit)
  return units === 1 ? 0 : 32 - Math.clz32(units - 1)
}
