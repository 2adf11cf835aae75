import { measured } from "./copying.ts"

/** Structured clone carries exactly the views whose prototype is the platform's own. */
const viewPrototypes = new Map<unknown, string>()
for (const name of [
  "Uint8Array",
  "Int8Array",
  "Uint8ClampedArray",
  "Uint16Array",
  "Int16Array",
  "Uint32Array",
  "Int32Array",
  "Float16Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "DataView",
]) {
  const ctor = (globalThis as Record<string, unknown>)[name] as { readonly prototype: object } | undefined
  if (ctor !== undefined) viewPrototypes.set(ctor.prototype, name)
}

interface ViewConstructor {
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): ArrayBufferView
}

/** Not a Buffer and not a user's subclass. */
export function isIntrinsicView(proto: unknown): boolean {
  return viewPrototypes.has(proto)
}

/** The name of the nearest class of a view that every realm has: "Buffer", "Float64Array", "DataView". */
export function viewName(view: ArrayBufferView): string {
  for (let proto: unknown = Object.getPrototypeOf(view); proto !== null; proto = Object.getPrototypeOf(proto)) {
    if (proto === Buffer.prototype) return "Buffer"
    const name = viewPrototypes.get(proto)
    if (name !== undefined) return name
  }
  return (Reflect.get(view, Symbol.toStringTag) as string | undefined) ?? "DataView"
}

/** A view named by `viewName` over `count` elements of a buffer. */
export function makeView(name: string, buffer: ArrayBufferLike, byteOffset?: number, count?: number): ArrayBufferView {
  if (name === "Buffer") return Buffer.from(buffer as ArrayBuffer, byteOffset, count)
  const ctor = (globalThis as Record<string, unknown>)[name] as ViewConstructor
  return new ctor(buffer, byteOffset, count)
}

/** How many elements a view has: bytes, for a DataView. */
export function viewCount(view: ArrayBufferView): number {
  return "length" in view ? (view as Uint8Array).length : view.byteLength
}

export function coversItsBuffer(view: ArrayBufferView): boolean {
  return view.byteOffset === 0 && view.byteLength === view.buffer.byteLength
}

/** A copy that is as resizable as the original. */
export function copyBuffer(buffer: ArrayBuffer): ArrayBuffer {
  if (!buffer.resizable) return measured(buffer.byteLength, () => buffer.slice(0))
  const copy = new ArrayBuffer(buffer.byteLength, { maxByteLength: buffer.maxByteLength })
  new Uint8Array(copy).set(new Uint8Array(buffer))
  return copy
}

/** The same view of the copy of its buffer. */
export function copyWholeView(view: ArrayBufferView, buffer: ArrayBuffer): ArrayBufferView {
  return makeView(viewName(view), buffer)
}

interface Piece {
  readonly start: number
  end: number
  /** The copy, and the place in it where `start` is. */
  copy?: { readonly buffer: ArrayBuffer; readonly pad: number }
}

/**
 * The parts of one buffer that views look at, each copied once: overlapping views stay aliased, and bytes that no
 * view shows do not travel. Copies keep the alignment that the views need.
 */
export class ViewedParts {
  readonly #source: ArrayBuffer
  readonly #pieces: Piece[] = []
  #merged: Piece[] | undefined

  constructor(source: ArrayBuffer) {
    this.#source = source
  }

  add(start: number, end: number): void {
    this.#pieces.push({ start, end })
  }

  /** The copy that holds the bytes from `start`, and where in it they are. Only after every part was added. */
  locate(start: number): { buffer: ArrayBuffer; offset: number } {
    const merged = (this.#merged ??= this.#merge())
    let low = 0
    for (let high = merged.length - 1; low < high;) {
      const middle = (low + high + 1) >>> 1
      if (merged[middle]!.start <= start) low = middle
      else high = middle - 1
    }
    const piece = merged[low]!
    piece.copy ??= measured(piece.end - piece.start, () => this.#copy(piece))
    return { buffer: piece.copy.buffer, offset: piece.copy.pad + start - piece.start }
  }

  #merge(): Piece[] {
    const merged: Piece[] = []
    for (const piece of this.#pieces.toSorted((a, b) => a.start - b.start)) {
      const last = merged.at(-1)
      if (last !== undefined && (piece.start < last.end || piece.start === last.start)) {
        last.end = Math.max(last.end, piece.end)
      } else merged.push({ ...piece })
    }
    return merged
  }

  #copy(piece: Piece): { buffer: ArrayBuffer; pad: number } {
    const pad = piece.start % 8
    if (pad === 0) return { buffer: this.#source.slice(piece.start, piece.end), pad }
    const buffer = new ArrayBuffer(pad + piece.end - piece.start)
    new Uint8Array(buffer, pad).set(new Uint8Array(this.#source, piece.start, piece.end - piece.start))
    return { buffer, pad }
  }
}
