import fs from "node:fs"
import { OptionError } from "../../core/errors/index.ts"
import type { DType } from "../dtype/index.ts"
import { shapeText, sizeOf } from "../shape/index.ts"
import type { Shape } from "../shape/index.ts"
import { descrOf, kindSize, parseDescr, widened } from "./element-kinds.ts"
import type { ElementKind, Order } from "./element-kinds.ts"

/** What a .npy file says of its array. */
export interface NpyHeader {
  readonly shape: readonly number[]
  /** What it is read as. */
  readonly dtype: DType
  /** What its elements are in the file. */
  readonly kind: ElementKind
  readonly order: Order
  /** Does the first axis lie next to each other, and not the last? */
  readonly isFortran: boolean
  /** The byte of the file where the elements begin. */
  readonly dataOffset: number
}

const magic = Buffer.from("\x93NUMPY", "latin1")

/** @throws OptionError where a file is no whole .npy file, or one that arrays cannot hold */
export function badFile(path: string, rule: string, hint?: string): OptionError {
  return new OptionError("path", rule, path, { hint })
}

/**
 * What a .npy file says of its array, in any of the format's versions, without its elements. i1, i2 and u2 are read as int32,
 * u4 as int64, and f2 as float32.
 *
 * @throws OptionError where it is no .npy file, is cut off, or holds what arrays cannot: objects, text, complex numbers, …
 *
 * @example
 * ```ts
 * writeNpy("a.npy", NDArray.from([[1, 2], [3, 4]]))
 * readNpyHeader("a.npy").shape // => [2, 2]
 * ```
 */
export function readNpyHeader(path: string): NpyHeader {
  const fd = fs.openSync(path, "r")
  try {
    return headerOf(fd, path)
  } finally {
    fs.closeSync(fd)
  }
}

export function headerOf(fd: number, path: string): NpyHeader {
  const start = Buffer.alloc(12)
  const count = fs.readSync(fd, start, 0, 12, 0)
  if (count < 10 || !start.subarray(0, 6).equals(magic))
    throw badFile(path, "a .npy file, which begins with \\x93NUMPY")
  const version = start[6]!
  if (version < 1 || version > 3) throw badFile(path, `a .npy file of version 1 to 3; this one is of ${version}`)
  const [textAt, length] = version === 1 ? [10, start.readUInt16LE(8)] : [12, start.readUInt32LE(8)]
  const size = fs.fstatSync(fd).size
  if (size < textAt + length) throw cutOff(path, textAt + length, size)
  const text = Buffer.alloc(length)
  fs.readSync(fd, text, 0, length, textAt)
  const header = parse(text.toString(version === 3 ? "utf8" : "latin1"), path, textAt + length)
  const end = header.dataOffset + sizeOf(header.shape) * kindSize(header.kind)
  if (size < end) throw cutOff(path, end, size)
  return header
}

function cutOff(path: string, asked: number, size: number): OptionError {
  return badFile(path, `a whole .npy file; this one is cut off: it has ${size} of ${asked} bytes`)
}

/** The header is a Python dictionary. It is matched, never evaluated. */
function parse(text: string, path: string, dataOffset: number): NpyHeader {
  const [, descr] = /["']descr["']\s*:\s*["']([^"']*)["']/.exec(text) ?? []
  const [, fortran] = /["']fortran_order["']\s*:\s*(True|False)/.exec(text) ?? []
  const [, axes] = /["']shape["']\s*:\s*\(([\d\s,L]*)\)/.exec(text) ?? []
  if (fortran === undefined || axes === undefined || (descr === undefined && !/["']descr["']\s*:\s*\[/.test(text))) {
    throw badFile(path, `a .npy file with a header that can be read; this one says ${text.trim()}`)
  }
  const found = parseDescr(descr)
  if (found === undefined) throw unheld(path, descr)
  const shape = axes
    .split(",")
    .map((one) => one.trim().replace(/L$/, ""))
    .filter((one) => one !== "")
    .map(Number)
  if (!Number.isSafeInteger(sizeOf(shape)))
    throw badFile(path, `of a size that can be; this one is ${shapeText(shape)}`)
  return {
    shape,
    dtype: widened(found.kind),
    ...found,
    isFortran: fortran === "True",
    dataOffset,
  }
}

function unheld(path: string, descr: string | undefined): OptionError {
  if (/^\|?O/.test(descr ?? "")) {
    return badFile(
      path,
      "of numbers; this one has pickled objects, which are programs",
      "save it in NumPy with astype(float)",
    )
  }
  if (descr === undefined) return badFile(path, "of numbers; this one has records", "save each field by itself")
  return badFile(path, `of numbers that arrays can hold; this one has "${descr}"`, "convert it in NumPy with astype()")
}

/** NumPy leaves room for the first axis to grow to so many digits. */
const growingDigits = 21

/** The bytes before the elements, as NumPy 2 writes them. */
export function headerBytes(shape: Shape, dtype: DType, isFortran: boolean): Buffer {
  const growing = isFortran ? shape.at(-1) : shape[0]
  const room = growing === undefined ? 0 : growingDigits - String(growing).length
  const dictionary = `{'descr': '${descrOf(dtype)}', 'fortran_order': ${isFortran ? "True" : "False"}, 'shape': ${shapeText(shape)}, }`
  const text = dictionary + " ".repeat(room)
  // An array of thousands of axes would need version 2.
  const size = Math.ceil((10 + text.length + 1) / 64) * 64
  const bytes = Buffer.alloc(size, " ", "latin1")
  magic.copy(bytes)
  bytes[6] = 1
  bytes[7] = 0
  bytes.writeUInt16LE(size - 10, 8)
  bytes.write(text, 10, "latin1")
  bytes[size - 1] = 10
  return bytes
}
