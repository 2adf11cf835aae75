import { bufferOf, heap } from "../../core/heap/index.ts"
import type { Arena } from "./arena.ts"

/** Bytes of one buffer that lie on the heap during a call. */
interface Piece {
  readonly buffer: ArrayBufferLike
  start: number
  end: number
  at: number
  written: boolean
}

/** Copies arrays from elsewhere into the heap, those that overlap as one piece, and back what the kernel wrote. */
export class Marshal {
  readonly #arena: Arena
  readonly #pieces: Piece[] = []

  constructor(arena: Arena) {
    this.#arena = arena
  }

  /** All arrays of a call must be added before the first address is asked for. */
  add(view: ArrayBufferView, written: boolean): void {
    const buffer = bufferOf(view)
    if (heap().owns(buffer)) return
    let [start, end, dirty] = [view.byteOffset, view.byteOffset + view.byteLength, written]
    for (let i = this.#pieces.length - 1; i >= 0; i--) {
      const piece = this.#pieces[i]!
      if (piece.buffer !== buffer || piece.start > end || piece.end < start) continue
      start = Math.min(start, piece.start)
      end = Math.max(end, piece.end)
      dirty ||= piece.written
      this.#pieces.splice(i, 1)
    }
    this.#pieces.push({ buffer, start, end, at: 0, written: dirty })
  }

  /** Bytes that are copied in. */
  get bytes(): number {
    return this.#pieces.reduce((sum, { start, end }) => sum + end - start, 0)
  }

  copyIn(): void {
    if (this.#pieces.length === 0) return
    for (const piece of this.#pieces) {
      // As far from a multiple of 8 as it was.
      const shift = piece.start % 8
      piece.at = this.#arena.allocate(piece.end - piece.start + shift) + shift
    }
    const bytes = new Uint8Array(heap().buffer)
    for (const { buffer, start, end, at } of this.#pieces) bytes.set(new Uint8Array(buffer, start, end - start), at)
  }

  address(view: ArrayBufferView): number {
    const buffer = bufferOf(view)
    if (heap().owns(buffer)) return view.byteOffset
    const start = view.byteOffset
    const piece = this.#pieces.find(
      (one) => one.buffer === buffer && one.start <= start && one.end >= start + view.byteLength,
    )
    return piece!.at + start - piece!.start
  }

  copyBack(): void {
    if (this.#pieces.length === 0) return
    const bytes = new Uint8Array(heap().buffer)
    for (const { buffer, start, end, at, written } of this.#pieces) {
      // What was transferred meanwhile is missed by who asked for it.
      if (written && !(buffer as ArrayBuffer).detached)
        new Uint8Array(buffer, start, end - start).set(bytes.subarray(at, at + end - start))
    }
  }
}
