import type { DType } from "../dtype/index.ts"
import { cast, literal } from "../element/index.ts"
import type { ConstNode } from "../expr/index.ts"

/** Numbers that one kernel is given; what more there are stand in its text. Of 1000 parameters its arrays take a few each. */
const mostNumbers = 400
const largestInt = 2 ** 31 - 1

/** The numbers of one kernel. Those that are its arguments are no part of its text, so that it is compiled once for all of them. */
export class Numbers {
  readonly values: number[] = []
  readonly types: ("int" | "number")[] = []
  /** What the kernel makes of its arguments before its loops. */
  readonly lines: string[] = []
  readonly #known = new Map<string, string>()

  get names(): readonly string[] {
    return this.values.map((_, i) => `k${i}`)
  }

  /** The text of a number as an operand of a type. `isFixed`: the number itself. */
  text({ value, dtype }: ConstNode, as: DType, isFixed: boolean): string {
    const number = Number(value)
    const key = `${Object.is(number, -0) ? "-0" : number} ${dtype} ${as}`
    const known = this.#known.get(key)
    if (known !== undefined && !isFixed) return known
    if (isFixed || !isPassed(number, dtype) || this.values.length >= mostNumbers) {
      return cast(literal(dtype === "int64" ? BigInt(value) : number, dtype), dtype, as)
    }
    const i = this.values.push(number) - 1
    this.types.push(dtype === "int32" || dtype === "uint8" ? "int" : "number")
    this.lines.push(`const c${i} = ${cast(argument(`k${i}`, dtype), dtype, as)}`)
    this.#known.set(key, `c${i}`)
    return `c${i}`
  }
}

/** The argument, with what the compiler should know of it. */
function argument(name: string, dtype: DType): string {
  if (dtype === "float32") return `Math.fround(${name})`
  if (dtype === "uint8") return `(${name} & 255)`
  return dtype === "int64" ? `BigInt(${name})` : name
}

/** Is it the same number as an argument? Of NaN nobody knows the bits, and the compiler takes no int to be -2^31. */
function isPassed(number: number, dtype: DType): boolean {
  switch (dtype) {
    case "bool":
      return false
    case "int64":
      return Number.isSafeInteger(number)
    case "int32":
      return Math.abs(number) <= largestInt
    case "uint8":
      return number >= 0 && number <= 255
    default:
      return !Number.isNaN(number)
  }
}
