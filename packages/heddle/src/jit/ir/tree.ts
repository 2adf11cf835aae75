import type { PrangeStmt } from "./ir.ts"

/** Iterations of a leaf of the tree that a prange reduction is. */
export const block = 4096
/** Partial results of a leaf: iteration `i` of it goes to number `i % lanes`. */
export const lanes = 8
/** Where streams of eight lanes lie, for the iterations that are left over. */
export const leftAt = 32_512

/** Does the loop go through leaves, lane by lane? Where something is added up, and where random numbers are drawn. */
export function isInLeaves({ reductions, random }: PrangeStmt): boolean {
  return reductions.length > 0 || random !== undefined
}
