import { HeddleError, named } from "./heddle-error.ts"

/** Shapes do not go together, or there is nothing to make a value of. The message has all shapes. */
export class ShapeError extends HeddleError {
  static override readonly code: string = "HEDDLE_SHAPE"
  static {
    named(this, "ShapeError")
  }
}

/** An index lies outside of its axis, or there are more of them than axes. */
export class IndexError extends HeddleError {
  static override readonly code: string = "HEDDLE_INDEX"
  static {
    named(this, "IndexError")
  }
}

/** A matrix has not what an operation of linear algebra needs: it is singular, not positive definite, or not finite. */
export class LinAlgError extends HeddleError {
  static override readonly code: string = "HEDDLE_LINALG"
  static {
    named(this, "LinAlgError")
  }
}

/** One step of an array program, and what it takes, in bytes. */
export interface BudgetRow {
  readonly stage: string
  /** Buffers of all workers together. */
  readonly buffers: number
  /** What it makes. */
  readonly output: number
  /** What earlier steps made and later ones need, beside it. */
  readonly live: number
  readonly total: number
}

/** An array program needs more memory than `memoryLimit`, whatever is done to it. It has not begun. The message has a table. */
export class MemoryBudgetError extends HeddleError {
  static override readonly code: string = "HEDDLE_MEMORY_BUDGET"
  static {
    named(this, "MemoryBudgetError")
  }
  /** Bytes that may be used. */
  readonly limit: number
  readonly table: readonly BudgetRow[]

  constructor(message: string, limit: number, table: readonly BudgetRow[], hint: string) {
    super(message, { hint })
    this.limit = limit
    this.table = table
  }
}
