/** Iterations of a leaf of the tree that a prange reduction is. */
export const block = 4096
/** Partial results of a leaf: iteration `i` of it goes to number `i % lanes`. */
export const lanes = 8
