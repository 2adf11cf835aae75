import type { HeapHandle } from "../../core/heap/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import { itemSize } from "../dtype/index.ts"
import { sizeOf } from "../shape/index.ts"

/** An array that a stage makes. */
export class Slot {
  readonly shape: readonly number[]
  readonly dtype: DType
  /** Stages that have yet to read it. */
  readers = 0
  /** It is a result. */
  isKept = false
  /** The file that it is in, if it is in one. */
  file: string | undefined
  data: (Elements & HeapHandle) | undefined

  constructor(shape: readonly number[], dtype: DType) {
    this.shape = shape
    this.dtype = dtype
  }

  get bytes(): number {
    return sizeOf(this.shape) * itemSize(this.dtype)
  }
}
