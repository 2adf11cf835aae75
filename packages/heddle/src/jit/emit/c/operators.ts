import { bigCombined, bigConversions, bigIdentity, bigText, bigTree } from "./bigints.ts"
import type { Element, Expr, Reduction, Rep } from "../../ir/index.ts"
import { Refused } from "../refused.ts"

export interface COptions {
  /** Math's functions are those of the C library, whose last bits are others than JavaScript's. */
  readonly fastmath?: boolean
}

const types: Readonly<Record<string, string>> = {
  i32: "int32_t",
  i64: "int64_t",
  big: "int64_t",
  f64: "double",
  address: "uintptr_t",
}

export function typeOf(rep: Rep): string {
  return types[rep] ?? refuse(`it has a value of ${rep}`)
}

const elements: Readonly<Record<string, string>> = {
  f64: "double",
  f32: "float",
  i32: "int32_t",
  u32: "uint32_t",
  i16: "int16_t",
  u16: "uint16_t",
  i8: "int8_t",
  u8: "uint8_t",
  u8c: "uint8_t",
  i64: "int64_t",
  u64: "uint64_t",
}

export function typeOfElement(element: Element): string {
  return elements[element] ?? refuse(`it has an array of ${element}`)
}

/** What an element becomes when it is read. */
export function loaded(element: Element, text: string): string {
  if (element === "u64") return `(int64_t)${text}`
  return element === "f64" || element === "i32" || element === "i64"
    ? text
    : `(${floats.has(element) ? "double" : "int32_t"})${text}`
}

const floats: ReadonlySet<Element> = new Set<Element>(["f32"])

export function literal(rep: Rep, value: number): string {
  if (rep === "i64") return `INT64_C(${value})`
  if (rep === "address") return String(value)
  if (rep === "i32") return value === -(2 ** 31) ? "(-2147483647 - 1)" : value < 0 ? `(${value})` : String(value)
  if (Number.isNaN(value)) return `__builtin_nan("")`
  if (!Number.isFinite(value)) return value > 0 ? "__builtin_inf()" : "(-__builtin_inf())"
  const text = Object.is(value, -0) ? "-0" : String(value)
  const float = /[.e]/.test(text) ? text : `${text}.0`
  return float.startsWith("-") ? `(${float})` : float
}

type Unary = (a: string) => string
type Binary = (a: string, b: string) => string

const builtin =
  (name: string): Unary =>
  (a) =>
    `__builtin_${name}(${a})`

const unaryText: Readonly<Record<string, Unary>> = {
  "f64.neg": (a) => `(-${a})`,
  "f64.abs": builtin("fabs"),
  "f64.sqrt": builtin("sqrt"),
  "f64.floor": builtin("floor"),
  "f64.ceil": builtin("ceil"),
  "f64.trunc": builtin("trunc"),
  "f64.nearest": builtin("rint"),
  "f64.fround": (a) => `((double)(float)${a})`,
  "i32.eqz": (a) => `(${a} == 0)`,
  "i32.clz": (a) => `heddle_clz(${a})`,
}

/** Integers wrap: as those without a sign. */
const wrapping =
  (operator: string): Binary =>
  (a, b) =>
    `((int32_t)((uint32_t)${a} ${operator} (uint32_t)${b}))`

const plain =
  (operator: string): Binary =>
  (a, b) =>
    `(${a} ${operator} ${b})`

const binaryText: Readonly<Record<string, Binary>> = {
  "f64.add": plain("+"),
  "f64.sub": plain("-"),
  "f64.mul": plain("*"),
  "f64.div": plain("/"),
  "f64.min": (a, b) => `heddle_min(${a}, ${b})`,
  "f64.max": (a, b) => `heddle_max(${a}, ${b})`,
  "f64.copysign": (a, b) => `__builtin_copysign(${a}, ${b})`,
  "i32.add": wrapping("+"),
  "i32.sub": wrapping("-"),
  "i32.mul": wrapping("*"),
  "i32.rem": wrapping("%"),
  "i32.and": plain("&"),
  "i32.or": plain("|"),
  "i32.xor": plain("^"),
  "i32.shl": (a, b) => `((int32_t)((uint32_t)${a} << (${b} & 31)))`,
  "i32.shr": (a, b) => `(${a} >> (${b} & 31))`,
  "i32.shru": (a, b) => `((int32_t)((uint32_t)${a} >> (${b} & 31)))`,
  // What an index is made of: never so large that it wraps.
  "i64.add": plain("+"),
  "i64.sub": plain("-"),
  "i64.mul": plain("*"),
  "address.add": plain("+"),
  "address.sub": plain("-"),
  "address.shl": plain("<<"),
  ...bigText,
}

const compareText: Readonly<Record<string, string>> = { eq: "==", ne: "!=", lt: "<", le: "<=", gt: ">", ge: ">=" }

export function unary({ rep, op }: { readonly rep: Rep; readonly op: string }, a: string): string {
  return (unaryText[`${rep}.${op}`] ?? refuse(`it uses ${rep}.${op}`))(a)
}

export function binary({ rep, op }: { readonly rep: Rep; readonly op: string }, a: string, b: string): string {
  return (binaryText[`${rep}.${op}`] ?? refuse(`it uses ${rep}.${op}`))(a, b)
}

export function compare(op: string, a: string, b: string): string {
  return `(${a} ${compareText[op] ?? refuse(`it compares by ${op}`)} ${b})`
}

const conversions: Readonly<Record<string, Unary>> = {
  "f64<i32 exact": (a) => `(double)${a}`,
  "f64<i32 unsigned": (a) => `(double)(uint32_t)${a}`,
  "f64<i64 exact": (a) => `(double)${a}`,
  "f64<address unsigned": (a) => `(double)${a}`,
  "address<i32 unsigned": (a) => `(uintptr_t)(uint32_t)${a}`,
  "i64<f64 exact": (a) => `(int64_t)${a}`,
  "i64<i32 exact": (a) => `(int64_t)${a}`,
  "i64<i32 unsigned": (a) => `(int64_t)(uint32_t)${a}`,
  "i32<i64 exact": (a) => `(int32_t)${a}`,
  "i32<i64 wrap": (a) => `(int32_t)(uint32_t)${a}`,
  "i32<f64 exact": (a) => `(int32_t)${a}`,
  "i32<f64 int32": (a) => `heddle_int32(${a})`,
  "i32<i64 truncated": (a) => `(int32_t)(uint32_t)${a}`,
  "i32<f64 truncated": (a) => `(int32_t)(uint32_t)(int64_t)${a}`,
  "i32<f64 saturating": (a) => `heddle_saturated(${a})`,
  ...bigConversions,
}

export function converted({ rep, how, a }: Extract<Expr, { k: "convert" }>, text: string): string {
  const from = `${rep}<${a.rep} ${how}`
  return `(${(conversions[from] ?? refuse(`it converts ${from}`))(text)})`
}

/** Functions that the C here computes to the last bit of JavaScript's. */
const exact: Readonly<Record<string, string>> = {
  rem: "heddle_rem",
  int32: "heddle_int32",
  "Math.round": "heddle_round",
  "Math.sign": "heddle_sign",
}

/** Those of the C library. */
const near: Readonly<Record<string, string>> = {
  "Math.pow": "heddle_pow",
  ...Object.fromEntries(
    [
      ..."acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1".split(" "),
      ..."hypot log log10 log1p log2 sin sinh tan tanh".split(" "),
    ].map((name) => [`Math.${name}`, `__builtin_${name}`]),
  ),
}

export function called(fn: string, args: readonly string[], { fastmath = false }: COptions): string {
  if (fn === "Math.hypot" && args.length !== 2) refuse(`it calls Math.hypot with ${args.length} arguments`)
  const name = exact[fn] ?? near[fn] ?? refuse(`it calls ${fn}`)
  if (exact[fn] === undefined && !fastmath) {
    refuse(
      `it calls ${fn}, whose last bits are others in the C library than in JavaScript`,
      `use target "wasm", or allow fastmath`,
    )
  }
  return `${name}(${args.join(", ")})`
}

const trees: Readonly<Record<string, string>> = {
  add: "f64",
  mul: "f64",
  min: "f64",
  max: "f64",
  and: "i32",
  or: "i32",
  xor: "i32",
}

/** Two partial results as one. */
export function combined(reduction: Reduction, a: string, b: string): string {
  const { combine, local } = reduction
  if (local.rep === "big") return bigCombined(reduction, a, b)
  return binary({ rep: local.rep, op: combine }, a, b)
}

/** What a partial result begins with. */
export function identity(reduction: Reduction): string {
  const { local, identity } = reduction
  return local.rep === "big" ? bigIdentity(reduction) : literal(local.rep, identity)
}

/** A list of partial results, pairwise. */
export function tree(reduction: Reduction, list: string, count: string): string {
  const { combine, local } = reduction
  if (local.rep === "big") return bigTree(reduction, list, count)
  if (trees[combine] !== local.rep) refuse(`it adds up ${local.rep} by ${combine}`)
  return `heddle_tree_${combine}(${list}, ${count})`
}

export function refuse(reason: string, hint: string = `use target "wasm"`): never {
  throw new Refused(reason, hint)
}
