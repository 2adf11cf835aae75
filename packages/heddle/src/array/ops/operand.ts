import { OptionError } from "../../core/errors/index.ts"
import { copyToShared, isHeapArray } from "../../core/heap/index.ts"
import { arrayOf, dtypeOf, fits, scalarType } from "../dtype/index.ts"
import type { DType, Elements, Scalar } from "../dtype/index.ts"
import { castTo, constant, memory } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { cast, NDArray } from "../ndarray/index.ts"
import type { NestedList } from "../ndarray/index.ts"

/** What has a node: a lazy array. */
export class Holder {
  /** What it is made of. */
  readonly node: Node

  constructor(node: Node) {
    this.node = node
  }
}

/** What an array can be made of: another one, a typed array, lists in lists, a number. */
export type Operand = Holder | NDArray | Elements | NestedList | Scalar

/** The node of an operand. `beside`: what a number becomes next to such elements. */
export function nodeOf(value: unknown, beside?: DType, name: string = "array"): Node {
  if (typeof value === "object" && value !== null) {
    if (value instanceof Holder) return value.node
    if (value instanceof NDArray) return ofElements(value.flat(), value.shape, value.dtype)
    if (ArrayBuffer.isView(value)) return ofView(value, name)
    if (Array.isArray(value)) {
      const whole = NDArray.from(value as NestedList)
      return ofElements(whole.flat(), whole.shape, whole.dtype)
    }
  }
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") {
    const own = typeof value === "number" ? "float64" : typeof value === "bigint" ? "int64" : "bool"
    const dtype = beside === undefined ? own : scalarType(value, beside)
    if (fits(value, dtype)) return constant(value, dtype)
    throw new OptionError("operand", `a number that ${dtype} holds, as the array beside it is`, value, {
      hint: 'convert the array first: x.astype("float64")',
    })
  }
  throw new OptionError(name, "an array, a typed array, lists of numbers, or a number", value)
}

function ofView(view: ArrayBufferView, name: string): Node {
  const dtype = dtypeOf(view)
  if (dtype !== undefined) return ofElements(view as Elements, [(view as Elements).length], dtype)
  throw new OptionError(name, "a Float64Array, Float32Array, BigInt64Array, Int32Array or Uint8Array", view, {
    hint: "convert it: Int32Array.from(view), Float64Array.from(view)",
  })
}

/** Elements as they are now: those of the heap as they are, others copied to it. */
export function ofElements(elements: Elements, shape: readonly number[], dtype: DType): Node {
  return memory(isHeapArray(elements) ? elements : copyToShared(elements as Float64Array), shape, dtype)
}

/** The same of another type, converted at once where it is a number. */
export function converted(node: Node, dtype: DType): Node {
  if (node.kind !== "const") return castTo(node, dtype)
  const [value] = cast(oneOf(node.value, node.dtype), node.dtype, dtype)
  return constant(dtype === "bool" ? value !== 0 : value!, dtype, node.shape)
}

function oneOf(value: Scalar, dtype: DType): Elements {
  const one = arrayOf(dtype, 1)
  one[0] = dtype === "int64" ? BigInt(value) : Number(value)
  return one
}
