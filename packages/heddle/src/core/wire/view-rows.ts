import { viewCount, ViewedParts, viewName } from "./buffers.ts"
import type { GraphNode } from "./graph-types.ts"

interface ViewRow {
  readonly ref: readonly [number]
  readonly view: ArrayBufferView
  readonly buffer: ArrayBuffer
}

/** The views of a table. They are cut out last, when it is known which parts of their buffers the value shows. */
export class ViewRows {
  readonly #rows: ViewRow[] = []

  add(ref: readonly [number], view: ArrayBufferView, buffer: ArrayBuffer): void {
    this.#rows.push({ ref, view, buffer })
  }

  /** Whether a view of the table shows a part of a buffer. */
  shows(buffer: ArrayBuffer): boolean {
    return this.#rows.some((row) => row.buffer === buffer)
  }

  /** Forgets the views of the rows from `mark` on. */
  cut(mark: number): void {
    while (this.#rows.length > 0 && this.#rows.at(-1)!.ref[0] >= mark) this.#rows.pop()
  }

  /**
   * Writes the rows. `whole` gives the copy of a buffer that the value shows as a whole, if it does. Gives back the copies
   * that were made here.
   */
  finish(
    nodes: (GraphNode | undefined)[],
    whole: (buffer: ArrayBuffer) => ArrayBuffer | undefined,
  ): readonly ArrayBuffer[] {
    const parts = this.#parts(whole)
    const buffers = new Map<ArrayBuffer, readonly [number]>()
    const made: ArrayBuffer[] = []
    for (const { ref, view, buffer } of this.#rows) {
      const copy = whole(buffer)
      const part = copy ? { buffer: copy, offset: view.byteOffset } : parts.get(buffer)!.locate(view.byteOffset)
      let b = buffers.get(part.buffer)
      if (b === undefined) {
        buffers.set(part.buffer, (b = [nodes.push({ t: "clone", v: part.buffer }) - 1]))
        if (copy === undefined) made.push(part.buffer)
      }
      nodes[ref[0]] = { t: "view", c: viewName(view), b, o: part.offset, n: viewCount(view) }
    }
    return made
  }

  #parts(whole: (buffer: ArrayBuffer) => ArrayBuffer | undefined): Map<ArrayBuffer, ViewedParts> {
    const parts = new Map<ArrayBuffer, ViewedParts>()
    for (const { view, buffer } of this.#rows) {
      if (whole(buffer) !== undefined) continue
      let viewed = parts.get(buffer)
      if (viewed === undefined) parts.set(buffer, (viewed = new ViewedParts(buffer)))
      viewed.add(view.byteOffset, view.byteOffset + view.byteLength)
    }
    return parts
  }
}
