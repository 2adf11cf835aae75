import type { DType, Elements, Scalar } from "../dtype/index.ts"
import type { Operation } from "../element/index.ts"
import type { Chunks, Shape } from "../shape/index.ts"
import type { Access } from "./access.ts"

interface Common {
  readonly id: number
  readonly shape: Shape
  readonly dtype: DType
  readonly inputs: readonly Node[]
}

export interface ConstNode extends Common {
  readonly kind: "const"
  readonly value: Scalar
}
/** 0, 1, 2, … as float64. */
export interface IotaNode extends Common {
  readonly kind: "iota"
}
/** In C order, on the heap. */
export interface MemoryNode extends Common {
  readonly kind: "memory"
  readonly data: Elements
}
/** `fn` is a distribution over `draw()`. What comes at a place depends on the key, the shape and the place alone. */
export interface RandomNode extends Common {
  readonly kind: "random"
  readonly name: string
  readonly fn: Function
  readonly parameters: readonly number[]
  readonly key: bigint
}

/** Reads boxes of an array that is kept elsewhere. Plain data: it is opened in each thread that reads. */
export interface Reader {
  readonly kind: "npy" | "zarr"
  readonly location: string | object
  readonly shape: Shape
  readonly dtype: DType
  readonly chunks: readonly number[]
}

export interface ReaderNode extends Common {
  readonly kind: "reader"
  readonly reader: Reader
}

/** A function of the program's for each block. */
export interface BlocksNode extends Common {
  readonly kind: "blocks"
  readonly name: string
  readonly fn: Function
  readonly chunks: Chunks
  /** Of each input, by block, which part of it the function is given. */
  readonly parts: readonly BlockPart[]
  /** Values that it is given behind the blocks. */
  readonly args: readonly unknown[]
  /** The type was said: what the function gives is converted. */
  readonly isTyped: boolean
  /** Cut away from what the function gives, by axis. */
  readonly trim: readonly Trim[] | undefined
}

/** Elements that are cut away at both ends, by the number of the block along the axis. */
export interface Trim {
  readonly front: readonly number[]
  readonly back: readonly number[]
}

/** Along each axis of an input, the range that belongs to a block; undefined: all of it. */
export interface BlockPart {
  readonly axes: readonly (BlockRange | undefined)[]
}

export interface BlockRange {
  /** The axis of the result whose number of the block counts. */
  readonly of: number
  readonly from: readonly number[]
  readonly to: readonly number[]
}

export interface MapNode extends Common {
  readonly kind: "map"
  readonly op: Operation
  /** As what each input is taken. */
  readonly as: readonly DType[]
}
export interface ViewNode extends Common {
  readonly kind: "view"
  readonly access: Access
}

/** What is kept of several elements; the names in brackets are its parts. */
export type ReduceName =
  | "sum"
  | "prod"
  | "min"
  | "max"
  | "any"
  | "all"
  /** [count, mean, sum of squares of differences] */
  | "moments"
  /** [value, index] */
  | "argmin"
  | "argmax"
  /** [sum, count]; so for min and max; and moments again. */
  | "nansum"
  | "nanprod"
  | "nanmin"
  | "nanmax"
  | "nanmoments"
  | "nanargmin"
  | "nanargmax"

/** Has a value only as part of itself: `part` nodes say which. */
export interface ReduceNode extends Common {
  readonly kind: "reduce"
  readonly name: ReduceName
  /** In ascending order; those of size 1 that are left in the shape. */
  readonly axes: readonly number[]
  readonly parts: readonly DType[]
}
export interface PartNode extends Common {
  readonly kind: "part"
  readonly part: number
}
export interface ConcatNode extends Common {
  readonly kind: "concat"
  readonly axis: number
}
/** Elements by their index along an axis. */
export interface TakeNode extends Common {
  readonly kind: "take"
  readonly axis: number
  readonly indices: Int32Array
}
export interface ReshapeNode extends Common {
  readonly kind: "reshape"
}
/** Running sums or products along an axis. */
export interface ScanNode extends Common {
  readonly kind: "scan"
  readonly name: "cumsum" | "cumprod" | "nancumsum" | "nancumprod"
  readonly axis: number
}
/** Products of matrices, one for each index along the axes before: (…, m, k) by (…, k, n). */
export interface ContractNode extends Common {
  readonly kind: "contract"
}
/** Something that needs its inputs whole. It gives elements in C order, of a shape that may only then be known. */
export interface LaterNode extends Common {
  readonly kind: "later"
  readonly name: string
  readonly run: (...inputs: never[]) => unknown
  readonly settings: readonly unknown[]
}

/** Elements that are being computed. */
export interface PendingNode extends Common {
  readonly kind: "pending"
  readonly elements: Promise<Elements>
}

export type Node =
  | PendingNode
  | ConstNode
  | IotaNode
  | MemoryNode
  | RandomNode
  | ReaderNode
  | BlocksNode
  | MapNode
  | ViewNode
  | ReduceNode
  | PartNode
  | ConcatNode
  | TakeNode
  | ReshapeNode
  | ScanNode
  | ContractNode
  | LaterNode
