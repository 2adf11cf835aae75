import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { arrayOf, dtypeOf, fromScalar, promote } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import { NDArray } from "../ndarray/index.ts"
import { shapeText, sizeOf } from "../shape/index.ts"
import type { BlocksSource } from "./program.ts"

/** What a function has given for a block, in the block's shape and type: its own elements, where they are of that type. */
export function resultOf(result: unknown, source: BlocksSource, at: readonly number[]): NDArray {
  const whole = wholeOf(source, at)
  const given = asArray(result, source, at)
  // A scalar, or a block of size 1 along an axis, stands for all.
  if (
    sizeOf(given.shape) !== sizeOf(whole) ||
    given.shape.filter((one) => one !== 1).join() !== whole.filter((one) => one !== 1).join()
  ) {
    throw new ShapeError(
      `${source.name} gave ${shapeText(given.shape)} for block [${at.join(", ")}], whose shape is ${shapeText(whole)}`,
      {
        hint: "say what comes out of it: `chunks` has the sizes of its blocks, `dropAxis` and `newAxis` the axes that go and come",
      },
    )
  }
  if (!source.isTyped && promote(given.dtype, source.dtype) !== source.dtype) {
    throw new OptionError("dtype", `given: ${source.name} makes ${given.dtype} of ${source.dtype}`, undefined, {
      hint: `add { dtype: "${given.dtype}" }`,
    })
  }
  const { trim } = source
  const shaped = given.reshape(whole)
  const trimmed =
    trim === undefined
      ? shaped
      : shaped.slice(
          whole.map((one, axis) => ({
            start: trim[axis]!.front[at[axis]!]!,
            stop: one - trim[axis]!.back[at[axis]!]!,
          })),
        )
  return trimmed.dtype === source.dtype ? trimmed : trimmed.astype(source.dtype)
}

/** The shape of a block with what is then cut off. */
function wholeOf({ chunks, trim }: BlocksSource, at: readonly number[]): number[] {
  const own = at.map((b, axis) => chunks[axis]![b]!)
  if (trim === undefined) return own
  return own.map((one, axis) => one + trim[axis]!.front[at[axis]!]! + trim[axis]!.back[at[axis]!]!)
}

function asArray(result: unknown, source: BlocksSource, at: readonly number[]): NDArray {
  if (result instanceof NDArray) return result
  const other = result as { readonly data?: unknown; readonly shape?: unknown; readonly dtype?: DType }
  if (typeof result === "object" && result !== null && ArrayBuffer.isView(other.data) && Array.isArray(other.shape)) {
    return new NDArray(other.data as Elements, other.shape as number[], { dtype: other.dtype ?? dtypeOf(other.data)! })
  }
  if (ArrayBuffer.isView(result) && dtypeOf(result) !== undefined) {
    const flat = result as Elements
    const size = wholeOf(source, at)
    // A flat list has the block's shape.
    return new NDArray(flat, flat.length === sizeOf(size) ? size : [flat.length])
  }
  if (
    typeof result === "boolean" ||
    typeof result === "number" ||
    typeof result === "bigint" ||
    Array.isArray(result)
  ) {
    return NDArray.from(result as number)
  }
  if (typeof result === "object" && result !== null && Symbol.iterator in result) {
    // A generator's numbers, in C order.
    return asArray(arrayOfValues([...(result as Iterable<number>)], source.dtype), source, at)
  }
  const what = result === undefined ? "nothing" : `a ${result === null ? "null" : typeof result}`
  throw new ShapeError(`${source.name} gave ${what} for block [${at.join(", ")}]`, {
    hint: "a block is an NDArray, a typed array, a list of numbers or a number",
  })
}

function arrayOfValues(values: readonly (number | bigint | boolean)[], dtype: DType): Elements {
  const elements = arrayOf(dtype, values.length)
  for (const [i, value] of values.entries()) elements[i] = fromScalar(dtype, value)
  return elements
}
