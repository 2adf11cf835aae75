import { arrayOf, itemSize } from "../dtype/index.ts"
import type { Elements } from "../dtype/index.ts"
import { copyStrided, isContiguous } from "../ndarray/index.ts"
import { contiguous, sizeOf } from "../shape/index.ts"
import { openReader } from "../storage/index.ts"
import type { OpenReader } from "../storage/index.ts"
import { eachIndex } from "./boxes.ts"
import type { Filled } from "./program.ts"
import type { Workspace } from "./workspace.ts"

type ReaderSource = Extract<Filled, { readonly k: "reader" }>

/** Bytes of decoded chunks that a thread keeps. */
export const mostHeld: number = 16 * 2 ** 20

interface Chunk {
  readonly lo: readonly number[]
  readonly size: readonly number[]
}

/** The chunks that a box touches. */
function chunksIn(
  { reader: { chunks, shape } }: ReaderSource,
  lo: readonly number[],
  size: readonly number[],
): Chunk[] {
  const first = lo.map((start, axis) => Math.floor(start / chunks[axis]!))
  const counts = size.map((count, axis) => Math.floor((lo[axis]! + count - 1) / chunks[axis]!) - first[axis]! + 1)
  const found: Chunk[] = []
  eachIndex(counts, (at) => {
    const from = at.map((one, axis) => (first[axis]! + one) * chunks[axis]!)
    found.push({ lo: from, size: from.map((start, axis) => Math.min(chunks[axis]!, shape[axis]! - start)) })
  })
  return found
}

/** Arrays that are kept elsewhere, as this thread has opened them, and the boxes that a tile needs. */
export class Readers implements Disposable {
  readonly #open = new Map<number, OpenReader | Promise<OpenReader>>()
  /** What is loaded, and how often it is yet read: a box may be taken more than once. */
  readonly #boxes = new Map<string, { readonly elements: Elements; uses: number }>()
  readonly #chunks = new Map<string, Elements>()
  /** Bytes of them. */
  #held = 0
  readonly #files: Readonly<Record<string, string>>

  constructor(files: Readonly<Record<string, string>>) {
    this.#files = files
  }

  prepare(source: ReaderSource, lo: readonly number[], size: readonly number[]): Promise<void> | undefined {
    const found = this.#opened(source)
    // What is read at once is read when it is needed, into its place.
    if (!(found instanceof Promise) && found.isSync) return undefined
    return this.#load(found, source, lo, size)
  }

  #opened(source: ReaderSource): OpenReader | Promise<OpenReader> {
    let found = this.#open.get(source.number)
    if (found === undefined) {
      const { location } = source.reader
      const name = typeof location === "string" ? this.#files[location] : undefined
      found = openReader(name === undefined ? source.reader : { ...source.reader, location: name })
      this.#open.set(source.number, found)
      if (found instanceof Promise)
        found.then(
          (reader) => this.#open.set(source.number, reader),
          () => {},
        )
    }
    return found
  }

  async #load(
    found: OpenReader | Promise<OpenReader>,
    source: ReaderSource,
    lo: readonly number[],
    size: readonly number[],
  ): Promise<void> {
    const reader = await found
    const elements = arrayOf(source.reader.dtype, sizeOf(size))
    const strides = contiguous(size)
    for (const chunk of chunksIn(source, lo, size)) {
      const whole = await this.#chunk(reader, source, chunk)
      // What the box and the chunk have in common.
      const from = chunk.lo.map((start, axis) => Math.max(start, lo[axis]!))
      const count = from.map(
        (start, axis) => Math.min(chunk.lo[axis]! + chunk.size[axis]!, lo[axis]! + size[axis]!) - start,
      )
      const own = contiguous(chunk.size)
      const at = (base: readonly number[], step: readonly number[]): number =>
        from.reduce((sum, start, axis) => sum + (start - base[axis]!) * step[axis]!, 0)
      copyStrided(
        { data: whole, shape: count, strides: own, offset: at(chunk.lo, own) },
        { data: elements, shape: count, strides, offset: at(lo, strides) },
      )
    }
    const key = keyOf(source, lo, size)
    this.#boxes.set(key, { elements, uses: (this.#boxes.get(key)?.uses ?? 0) + 1 })
  }

  /** A chunk, decoded once as long as others are not needed more. */
  async #chunk(reader: OpenReader, source: ReaderSource, { lo, size }: Chunk): Promise<Elements> {
    const key = keyOf(source, lo, size)
    let elements = this.#chunks.get(key)
    if (elements === undefined) {
      elements = arrayOf(source.reader.dtype, sizeOf(size))
      await reader.readBox(lo, size, elements)
      this.#held += elements.byteLength
    }
    // The last ones that were used are the last.
    this.#chunks.delete(key)
    this.#chunks.set(key, elements)
    for (const [oldest, { byteLength }] of this.#chunks) {
      if (this.#held <= mostHeld || oldest === key) break
      this.#chunks.delete(oldest)
      this.#held -= byteLength
    }
    return elements
  }

  fill(
    source: ReaderSource,
    { lo, size }: { readonly lo: readonly number[]; readonly size: readonly number[] },
    address: number,
    strides: readonly number[],
    workspace: Workspace,
  ): void {
    const { dtype } = source.reader
    const bytes = itemSize(dtype)
    const count = size.reduce((a, b) => a * b, 1)
    const target = workspace.elements(dtype)
    const key = keyOf(source, lo, size)
    const loaded = this.#boxes.get(key)
    if (loaded !== undefined && --loaded.uses === 0) this.#boxes.delete(key)
    const elements = loaded?.elements
    const isWhole = isContiguous(size, strides)
    const place = (data: Elements): void =>
      copyStrided(
        { data, shape: size, strides: contiguous(size), offset: 0 },
        { data: target, shape: size, strides, offset: address / bytes },
      )
    if (elements === undefined) {
      const reader = this.#open.get(source.number)
      if (reader === undefined || reader instanceof Promise || !reader.isSync) throw new Error(`${key} was not loaded`)
      if (isWhole) return void reader.readBox(lo, size, target.subarray(address / bytes, address / bytes + count))
      // A buffer of the thread's own: garbage of this size would be collected late.
      const { mark } = workspace
      const buffer = workspace.take(count * bytes) / bytes
      const box = workspace.elements(dtype).subarray(buffer, buffer + count)
      void reader.readBox(lo, size, box)
      place(box)
      return workspace.release(mark)
    }
    if (isWhole) return target.set(elements as never, address / bytes)
    place(elements)
  }

  [Symbol.dispose](): void {
    for (const one of this.#open.values()) if (!(one instanceof Promise)) one.close()
  }
}

function keyOf(source: ReaderSource, lo: readonly number[], size: readonly number[]): string {
  return `${source.number}:${lo.join()}:${size.join()}`
}
