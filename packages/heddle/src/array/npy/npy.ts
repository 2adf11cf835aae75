import fs from "node:fs"
import { bufferOf } from "../../core/heap/index.ts"
import type { Elements } from "../dtype/index.ts"
import { isContiguous, NDArray } from "../ndarray/index.ts"
import { contiguous, sizeOf } from "../shape/index.ts"
import { decode, kindSize } from "./element-kinds.ts"
import { readAt, writeAt } from "./file-bytes.ts"
import { headerBytes, headerOf } from "./header.ts"

/** The bytes of elements, wherever they lie. */
export function bytesOf(elements: Elements): Uint8Array {
  return new Uint8Array(bufferOf(elements), elements.byteOffset, elements.byteLength)
}

/**
 * The array of a .npy file, all of it in memory. An array in Fortran order is not turned: it comes with its strides.
 *
 * @throws OptionError as `readNpyHeader`
 *
 * @example
 * ```ts
 * writeNpy("a.npy", NDArray.from([1, 2, 3]))
 * readNpy("a.npy").toArray() // => [1, 2, 3]
 * ```
 */
export function readNpy(path: string): NDArray {
  const fd = fs.openSync(path, "r")
  try {
    const { shape, dtype, kind, order, isFortran, dataOffset } = headerOf(fd, path)
    const bytes = new Uint8Array(sizeOf(shape) * kindSize(kind))
    readAt(fd, bytes, dataOffset)
    const strides = isFortran ? contiguous(shape.toReversed()).toReversed() : undefined
    return new NDArray(decode(bytes, kind, order), shape, { dtype, strides })
  } finally {
    fs.closeSync(fd)
  }
}

/**
 * Writes an array as a .npy file, as NumPy does, over what was there. The transpose of an array in C order is written in
 * Fortran order, without a copy; other views are copied first.
 */
export function writeNpy(path: string, array: NDArray): void {
  const isFortran = !isContiguous(array.shape, array.strides) && isContiguous(array.T.shape, array.T.strides)
  const elements = isFortran ? array.T.flat() : array.flat()
  const fd = fs.openSync(path, "w")
  try {
    const header = headerBytes(array.shape, array.dtype, isFortran)
    writeAt(fd, header, 0)
    writeAt(fd, bytesOf(elements), header.length)
  } finally {
    fs.closeSync(fd)
  }
}
