import { arrowColumns } from "../result/index.ts"
import type { Source } from "../plan/index.ts"
import { memorySource } from "./memory.ts"
import type { Given } from "./memory.ts"

/** A table of apache-arrow, or the bytes of one. */
export type ArrowSource = Parameters<typeof arrowColumns>[0]

export function arrowSource(table: ArrowSource): Source {
  return memorySource(arrowColumns(table) as Given[], "fromArrow")
}
