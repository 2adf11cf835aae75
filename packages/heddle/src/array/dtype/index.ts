/**
 * What elements are: six types, NumPy's rules for what two of them become together, and the typed arrays that hold them.
 *
 * ```ts skip a fragment: the names around it are internal
 * promote("uint8", "float32") // "float32"
 * itemSize("int64") // 8
 * ```
 */
export { arrayOf, checkDType, dtypeOf, dtypes, fromScalar, itemSize, shortName, toScalar } from "./dtype.ts"
export type { DType, Elements, Scalar } from "./dtype.ts"
export { fits, isFloat, isInteger, promote, promoteAll, scalarType, toFloating } from "./promote.ts"
