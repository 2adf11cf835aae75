import type { DType, Scalar } from "./dtype.ts"

/** Later ones hold all that earlier ones do, but for float32. */
const ranks: Readonly<Record<DType, number>> = { bool: 0, uint8: 1, int32: 2, int64: 3, float32: 4, float64: 5 }

export function isFloat(dtype: DType): boolean {
  return dtype === "float64" || dtype === "float32"
}

export function isInteger(dtype: DType): boolean {
  return !isFloat(dtype) && dtype !== "bool"
}

/** What two types become together (NumPy's `promote_types`): float32 holds no int32, so that becomes float64. */
export function promote(a: DType, b: DType): DType {
  const [low, high] = ranks[a] <= ranks[b] ? [a, b] : [b, a]
  return high === "float32" && (low === "int32" || low === "int64") ? "float64" : high
}

export function promoteAll(types: readonly DType[]): DType {
  return types.reduce(promote)
}

/** What sqrt, exp and a division give: of integers float64. */
export function toFloating(dtype: DType): DType {
  return isFloat(dtype) ? dtype : "float64"
}

/**
 * What a scalar becomes beside an array (NumPy 2, NEP 50): its kind counts, not its value. A number is an integer if it has
 * no fraction; beside bool it is then int64, as Python's int.
 */
export function scalarType(value: Scalar, beside: DType): DType {
  if (typeof value === "boolean") return beside
  if (typeof value === "bigint") return isFloat(beside) ? beside : beside === "bool" ? "int64" : beside
  if (isFloat(beside)) return beside
  if (!Number.isInteger(value)) return "float64"
  return beside === "bool" ? "int64" : beside
}

const limits: Partial<Record<DType, readonly [least: number | bigint, most: number | bigint]>> = {
  uint8: [0, 255],
  int32: [-2147483648, 2147483647],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
}

/** Has an integer type this number? Floats have all, be it nearly. */
export function fits(value: Scalar, dtype: DType): boolean {
  const [least, most] = limits[dtype] ?? [-Infinity, Infinity]
  return typeof value === "boolean" || (value >= least && value <= most) || Number.isNaN(value)
}
