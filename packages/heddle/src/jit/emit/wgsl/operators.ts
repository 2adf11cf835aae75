import type { Element, Expr, Rep } from "../../ir/index.ts"
import { Refused } from "../refused.ts"

export type WgslType = "f32" | "i32" | "vec2<i32>"

/** Addresses are only compared of what lies nearer to each other than 2^32 bytes. */
export function isInt(rep: Rep): boolean {
  return rep === "i32" || rep === "address"
}

/** A float64 is a float32 there; 64 bits are two int32, the lower first. */
export function typeOf(rep: Rep): WgslType {
  if (rep === "f64") return "f32"
  if (isInt(rep)) return "i32"
  return rep === "i64" ? "vec2<i32>" : refuse(`it has a value of ${rep}`)
}

/** What the elements of an array are kept as. */
export function storageOf(element: Element): "f32" | "i32" {
  return element === "f64" || element === "f32" ? "f32" : "i32"
}

/** An int32 as an element of fewer bits keeps it. */
export function kept(element: Element, text: string): string {
  switch (element) {
    case "i16":
      return `((${text} << 16u) >> 16u)`
    case "i8":
      return `((${text} << 24u) >> 24u)`
    case "u16":
      return `(${text} & 65535)`
    case "u8":
      return `(${text} & 255)`
    default:
      return text
  }
}

export function integer(value: number): string {
  const low = value | 0
  return low === -(2 ** 31) ? "i32(-2147483648)" : low < 0 ? `(${low})` : String(low)
}

/** A number whose float32 is finite. */
export function float(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(shortest(value))
  const full = /[.e]/.test(text) ? `${text}f` : `${text}.0f`
  return full.startsWith("-") ? `(${full})` : full
}

/** The fewest digits that give the same float32. */
function shortest(value: number): number {
  const float = Math.fround(value)
  for (let digits = 1; digits < 17; digits++) {
    const short = Number(float.toPrecision(digits))
    if (Math.fround(short) === float) return short
  }
  return float
}

/** An integer as 64 bits. */
export function wide(value: number): string {
  const low = Number(BigInt.asIntN(32, BigInt(value)))
  return `vec2<i32>(${integer(low)}, ${integer(Math.floor(value / 2 ** 32))})`
}

type Binary = (a: string, b: string) => string

const plain =
  (operator: string): Binary =>
  (a, b) =>
    `(${a} ${operator} ${b})`

const shifted =
  (operator: string): Binary =>
  (a, b) =>
    `(${a} ${operator} ${by(b)})`

/** How far is asked of the lower five bits, as in JavaScript. */
function by(text: string): string {
  return /^\d+$/.test(text) ? `${Number(text) & 31}u` : `u32(${text} & 31)`
}

/** Integers wrap in WGSL too. */
const integers: Readonly<Record<string, Binary>> = {
  add: plain("+"),
  sub: plain("-"),
  mul: plain("*"),
  rem: (a, b) => `i32(u32(${a}) % u32(${b}))`,
  and: plain("&"),
  or: plain("|"),
  xor: plain("^"),
  shl: shifted("<<"),
  shr: shifted(">>"),
  shru: (a, b) => `i32(u32(${a}) >> ${by(b)})`,
}

const floats: Readonly<Record<string, Binary>> = {
  add: plain("+"),
  sub: plain("-"),
  mul: plain("*"),
  div: plain("/"),
}

export const wides: Readonly<Record<string, string>> = {
  add: "heddle_wide_add",
  sub: "heddle_wide_sub",
  mul: "heddle_wide_mul",
}

export function binaryOf(rep: Rep, op: string): Binary | undefined {
  return (isInt(rep) ? integers : rep === "f64" ? floats : {})[op]
}

/** With 0 they change nothing. */
export const unchanged: ReadonlySet<string> = new Set(["or", "xor", "shl", "shr", "shru", "add", "sub"])

/** Functions of WGSL. */
export const unaries: Readonly<Record<string, string>> = {
  abs: "abs",
  sqrt: "sqrt",
  floor: "floor",
  ceil: "ceil",
  trunc: "trunc",
  nearest: "round",
}

export const compares: Readonly<Record<string, string>> = { eq: "==", ne: "!=", lt: "<", le: "<=", gt: ">", ge: ">=" }

/** Those of Math that devices have themselves, as exactly as WGSL asks of them: for `fastmath`. */
export const builtins: ReadonlySet<string> = new Set(
  "sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp log log2".split(" "),
)

export function refuse(reason: string, hint: string = `use target "wasm"`): never {
  throw new Refused(reason, hint)
}

/** The value of an expression in which only constants are. */
export function constantOf(expr: Expr): number | undefined {
  switch (expr.k) {
    case "const":
      return expr.value
    case "unary": {
      const a = constantOf(expr.a)
      return a === undefined ? undefined : unaryOf(expr.op, a)
    }
    case "convert": {
      const a = constantOf(expr.a)
      if (a === undefined || expr.rep === "v128") return undefined
      if (expr.how === "unsigned") return a >>> 0
      if (expr.how === "saturating") return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(a) || 0))
      return expr.rep === "i32" ? a | 0 : a
    }
    case "binary": {
      const [a, b] = [constantOf(expr.a), constantOf(expr.b)]
      if (a === undefined || b === undefined || expr.rep === "i64") return undefined
      return expr.rep === "i32" ? ofIntegers(expr.op, a, b) : ofFloats(expr.op, a, b)
    }
    case "call": {
      const args = expr.args.map(constantOf)
      const fn = (Math as unknown as Record<string, (...args: number[]) => number>)[expr.fn.slice("Math.".length)]
      return fn === undefined || args.includes(undefined) ? undefined : fn(...(args as number[]))
    }
    default:
      return undefined
  }
}

function unaryOf(op: string, a: number): number | undefined {
  if (op === "neg") return -a
  if (op === "eqz") return a === 0 ? 1 : 0
  if (op === "clz") return Math.clz32(a)
  if (op === "fround") return Math.fround(a)
  const fn = (Math as unknown as Record<string, (x: number) => number>)[op]
  return fn?.(a)
}

function ofFloats(op: string, a: number, b: number): number | undefined {
  if (op === "add") return a + b
  if (op === "sub") return a - b
  if (op === "mul") return a * b
  if (op === "div") return a / b
  return op === "min" ? Math.min(a, b) : op === "max" ? Math.max(a, b) : undefined
}

function ofIntegers(op: string, a: number, b: number): number | undefined {
  switch (op) {
    case "add":
      return (a + b) | 0
    case "sub":
      return (a - b) | 0
    case "mul":
      return Math.imul(a, b)
    case "and":
      return a & b
    case "or":
      return a | b
    case "xor":
      return a ^ b
    case "shl":
      return a << b
    case "shr":
      return a >> b
    case "shru":
      return (a >>> b) | 0
    default:
      return undefined
  }
}
