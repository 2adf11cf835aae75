import type { DType } from "../dtype/index.ts"

/** A number as text, of the type. */
export function literal(value: number | bigint, dtype: DType): string {
  if (dtype === "int64") return `(${BigInt(value)}n)`
  const number = dtype === "float32" ? Math.fround(Number(value)) : Number(value)
  if (Object.is(number, -0)) return "(-0)"
  return number < 0 ? `(${number})` : String(number)
}

/** The value as NumPy's `astype` makes it: towards 0 from floats to integers, which then wrap. */
export function cast(text: string, from: DType, to: DType): string {
  if (from === to) return text
  const isBig = from === "int64"
  switch (to) {
    case "float64":
      return isBig ? `Number(${text})` : text
    case "float32":
      return `Math.fround(${isBig ? `Number(${text})` : text})`
    case "int64":
      return from === "float64" || from === "float32" ? `toBig(${text})` : `BigInt(${text})`
    case "int32":
      return isBig ? `Number(BigInt.asIntN(32, ${text}))` : `(${text} | 0)`
    case "uint8":
      return isBig ? `Number(BigInt.asUintN(8, ${text}))` : `(${text} & 255)`
    default:
      return isBig ? `(${text} !== 0n ? 1 : 0)` : `(${text} !== 0 ? 1 : 0)`
  }
}

/** What JavaScript's operators give, as one of the type that they were given. */
export function wrap(text: string, dtype: DType): string {
  switch (dtype) {
    case "float64":
    case "bool":
      return text
    case "float32":
      return `Math.fround(${text})`
    case "int64":
      return `BigInt.asIntN(64, ${text})`
    case "int32":
      return `(${text} | 0)`
    default:
      return `(${text} & 255)`
  }
}
