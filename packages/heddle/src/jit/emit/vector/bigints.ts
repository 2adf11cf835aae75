import { walk } from "../../ir/index.ts"
import type { Stmt } from "../../ir/index.ts"

/** Is there a bigint in it? No vectors hold those. */
export function hasBigints(body: readonly Stmt[]): boolean {
  let found = false
  walk(body, { expr: ({ rep }) => void (found ||= rep === "big") })
  return found
}

export const bigintsRemark = "it computes with bigints"
