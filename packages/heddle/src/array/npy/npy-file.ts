import fs from "node:fs"
import { OptionError } from "../../core/errors/index.ts"
import { checkDType } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import { copyStrided } from "../ndarray/index.ts"
import { checkShape, contiguous, sizeOf } from "../shape/index.ts"
import type { Shape, ShapeLike } from "../shape/index.ts"
import { decode, isDecoded, kindSize } from "./element-kinds.ts"
import { checkBox } from "./box.ts"
import { readAt, writeAt } from "./file-bytes.ts"
import { headerBytes, headerOf } from "./header.ts"
import type { NpyHeader } from "./header.ts"
import { bytesOf } from "./npy.ts"
import { isSparse, runsOf, spansOf } from "./spans.ts"
import type { Runs } from "./spans.ts"

/**
 * An open .npy file, of which parts are read and written. It may be open in several threads at once; those write parts that
 * do not overlap.
 */
export class NpyFile implements Disposable {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly #path: string
  readonly #header: NpyHeader
  #fd: number | undefined
  #buffer = new Uint8Array(0)

  constructor(path: string, flags: "r" | "r+") {
    this.#path = path
    const fd = fs.openSync(path, flags)
    try {
      this.#header = headerOf(fd, path)
    } catch (error) {
      fs.closeSync(fd)
      throw error
    }
    this.#fd = fd
    this.shape = this.#header.shape
    this.dtype = this.#header.dtype
  }

  /**
   * Reads the elements from `from` on, `shape` of them along each axis, in C order to the beginning of `into`. Of the file no
   * more than the needed rows are read. Beside `into` it takes at most a megabyte.
   *
   * @throws IndexError where the box is not inside of the array
   * @throws ShapeError where `into` has not the room
   * @throws OptionError where `into` is of another type
   */
  readBox(from: readonly number[], shape: ShapeLike, into: Elements): void {
    const box = checkBox(this, from, shape, into)
    if (sizeOf(box) === 0) return
    const { isFortran, kind, order } = this.#header
    const runs = runsOf(this.shape, from, box)
    if (isFortran || isDecoded(kind, order) || isSparse(runs, kindSize(kind))) this.#readThrough(from, box, into)
    else this.#eachRun(runs, into, readAt)
  }

  /**
   * Writes elements in C order to the box from `from` on. Boxes that do not overlap may be written by several threads.
   *
   * @throws IndexError where the box is not inside of the array
   * @throws ShapeError where there are not as many elements
   * @throws OptionError where they are of another type, or the file is in another order than NumPy's own
   */
  writeBox(from: readonly number[], shape: ShapeLike, elements: Elements): void {
    const box = checkBox(this, from, shape, elements)
    const { isFortran, kind, order } = this.#header
    if (isFortran || isDecoded(kind, order)) {
      throw new OptionError("path", "a file in C order, of a type and byte order of this machine", this.#path)
    }
    this.#eachRun(runsOf(this.shape, from, box), elements, writeAt)
  }

  /** Closes the file. */
  close(): void {
    if (this.#fd !== undefined) fs.closeSync(this.#fd)
    this.#fd = undefined
  }

  [Symbol.dispose](): void {
    this.close()
  }

  get #open(): number {
    if (this.#fd !== undefined) return this.#fd
    throw new OptionError("path", "open; it was closed here", this.#path)
  }

  /** Each run straight from or to its place. */
  #eachRun(runs: Runs, elements: Elements, move: typeof readAt): void {
    const { kind, dataOffset } = this.#header
    const size = kindSize(kind)
    const [bytes, step] = [bytesOf(elements), runs.length * size]
    let at = 0
    for (const start of runs.starts()) {
      move(this.#open, bytes.subarray(at, at + step), dataOffset + start * size)
      at += step
    }
  }

  /** A buffer that is used again and again: what is thrown away is collected late. */
  #bytes(count: number): Uint8Array {
    if (this.#buffer.length < count) this.#buffer = new Uint8Array(count)
    return this.#buffer.subarray(0, count)
  }

  /** By way of a buffer, with all lists in the order of the axes in the file. */
  #readThrough(from: Shape, box: Shape, into: Elements): void {
    const { isFortran, kind, order, dataOffset } = this.#header
    const size = kindSize(kind)
    const turned = (list: readonly number[]): readonly number[] => (isFortran ? list.toReversed() : list)
    const [all, first, strides] = [turned(this.shape), turned(from), turned(contiguous(box))]
    const steps = contiguous(all)
    for (const { at, shape, length } of spansOf(all, turned(box), size)) {
      const start = at.reduce((sum, one, axis) => sum + (first[axis]! + one) * steps[axis]!, 0)
      const target = at.reduce((sum, one, axis) => sum + one * strides[axis]!, 0)
      const bytes = this.#bytes(length * size)
      readAt(this.#open, bytes, dataOffset + start * size)
      copyStrided(
        { data: decode(bytes, kind, order), shape, strides: steps, offset: 0 },
        { data: into, shape, strides, offset: target },
      )
    }
  }
}

/**
 * A .npy file of which parts are read, without the whole in memory. Each thread opens it for itself.
 *
 * @param access "r+" to write parts, too
 * @throws OptionError as `readNpyHeader`
 *
 * @example
 * ```ts
 * createNpy("large.npy", [1000, 100], "float64").close()
 * using file = openNpy("large.npy")
 * const rows = new Float64Array(10 * 100)
 * file.readBox([500, 0], [10, 100], rows)
 * ```
 */
export function openNpy(path: string, access: "r" | "r+" = "r"): NpyFile {
  return new NpyFile(path, access)
}

/**
 * Makes a .npy file of zeros over what was there, and opens it for writing. Other threads open it by `openNpy(path, "r+")`.
 *
 * @throws OptionError where there is no such shape or type
 *
 * @example
 * ```ts
 * using file = createNpy("large.npy", [1000, 1000], "float32")
 * file.writeBox([500, 0], [10, 1000], new Float32Array(10_000))
 * ```
 */
export function createNpy(path: string, shape: ShapeLike, dtype: DType): NpyFile {
  const [sizes, type] = [checkShape(shape), checkDType(dtype)]
  const header = headerBytes(sizes, type, false)
  const fd = fs.openSync(path, "w")
  try {
    writeAt(fd, header, 0)
    fs.ftruncateSync(fd, header.length + sizeOf(sizes) * kindSize(type))
  } finally {
    fs.closeSync(fd)
  }
  return openNpy(path, "r+")
}
