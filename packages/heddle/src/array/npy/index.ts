/**
 * NumPy's .npy files: read whole, written whole, or box by box where an array is larger than memory. Nothing of a file is
 * ever executed: objects, which NumPy pickles, are refused.
 *
 * ```ts skip a fragment: the names around it are internal
 * writeNpy("a.npy", NDArray.from([[1, 2], [3, 4]]))
 * readNpy("a.npy").shape // [2, 2]
 * ```
 */
export { checkBox, checkKind } from "./box.ts"
export { decode, descrOf, ownOrder, parseDescr, widened } from "./element-kinds.ts"
export type { ElementKind, Order } from "./element-kinds.ts"
export { readNpyHeader } from "./header.ts"
export type { NpyHeader } from "./header.ts"
export { bytesOf, readNpy, writeNpy } from "./npy.ts"
export { createNpy, NpyFile, openNpy } from "./npy-file.ts"
