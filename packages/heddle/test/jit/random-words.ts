/* What random kernels are made of. */
export const numbers: readonly string[] = [
  "0",
  "1",
  "2",
  "3",
  "7",
  "-1",
  "-0",
  "0.5",
  "1.5",
  "1e9",
  "2147483647",
  "-2147483648",
  "4294967296",
  "1e300",
  "-5",
]
export const arithmetic: readonly string[] = ["+", "-", "*", "/", "%", "+", "-", "*"]
export const bitwise: readonly string[] = ["&", "|", "^", "<<", ">>", ">>>"]
export const comparisons: readonly string[] = ["<", "<=", ">", ">=", "===", "!=="]
export const numberTests: readonly string[] = [
  "Number.isNaN",
  "Number.isFinite",
  "Number.isInteger",
  "Number.isSafeInteger",
  "isNaN",
  "isFinite",
]
export const unaryMaths: readonly string[] = [
  "sqrt",
  "abs",
  "floor",
  "ceil",
  "trunc",
  "round",
  "sin",
  "exp",
  "log",
  "fround",
  "clz32",
  "cbrt",
]
export const binaryMaths: readonly string[] = ["min", "max", "pow", "atan2", "imul", "hypot"]
