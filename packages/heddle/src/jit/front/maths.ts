import type { BitsOp, Expr } from "../ir/index.ts"
import {
  nearestExponent,
  nearestSignificand,
  powerOfMinusOne,
  powerOfTwo,
  upperHalf,
  withSign,
} from "../maths/index.ts"
import { anyInt32, anyNumber, integers, rounded } from "./known.ts"
import type { Known } from "./known.ts"
import { as, binary, constant, float, toInt32, unary } from "./values.ts"
import type { NumberValue } from "./values.ts"

/** The functions of Math, by value: however a program calls them. */
const names = new Map<unknown, string>(
  Object.getOwnPropertyNames(Math).flatMap((name) => {
    const fn: unknown = (Math as unknown as Record<string, unknown>)[name]
    return typeof fn === "function" ? [[fn, name] as const] : []
  }),
)

const bitsNames: readonly (readonly [Function, BitsOp])[] = [
  [powerOfTwo, "powerOfTwo"],
  [powerOfMinusOne, "powerOfMinusOne"],
  [nearestExponent, "nearestExponent"],
  [nearestSignificand, "nearestSignificand"],
  [upperHalf, "upperHalf"],
]

/** How a function of maths/bits.ts is compiled. */
export function bitsCall(fn: Function): ((a?: NumberValue, b?: NumberValue) => NumberValue) | undefined {
  if (fn === withSign) return (a, b) => number(binary("copysign", as("f64", a!.expr), as("f64", b!.expr)), anyNumber)
  const op = bitsNames.find(([one]) => one === fn)?.[1]
  return op && ((a) => number(unary(op, as("f64", a!.expr)), anyNumber))
}

/** `"sqrt"` for Math.sqrt. */
export function mathName(fn: unknown): string | undefined {
  return names.get(fn)
}

function number(expr: Expr, known: Known): NumberValue {
  return { kind: "number", known, expr }
}

const roundings: Readonly<Record<string, (x: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
}

/** What a function of Math gives, as JavaScript gives it, to the last bit. undefined: not with so many arguments. */
export function callMath(name: string, args: readonly NumberValue[]): NumberValue | undefined {
  const [a, b] = args
  switch (name) {
    case "sqrt":
      return a && number(unary("sqrt", as("f64", a.expr)), { ...anyNumber, low: 0 })
    case "abs":
      return a && absolute(a)
    case "floor":
    case "ceil":
    case "trunc":
      if (a === undefined) return undefined
      if (a.known.integer) return a
      return number(unary(name, as("f64", a.expr)), rounded(a.known, roundings[name]!))
    case "round":
      if (a === undefined) return undefined
      if (a.known.integer) return a
      return number(
        { k: "call", rep: "f64", fn: "Math.round", args: [as("f64", a.expr)] },
        rounded(a.known, Math.round),
      )
    case "fround":
      return a && number(unary("fround", as("f64", a.expr)), { ...anyNumber, integer: false })
    case "min":
    case "max":
      return extreme(name, args)
    case "imul":
      return a && b && number(binary("mul", toInt32(a), toInt32(b)), anyInt32)
    case "clz32":
      return a && number(unary("clz", toInt32(a)), integers(0, 32))
    case "pow":
    case "atan2":
      return a && b && number(call(name, a, b), anyNumber)
    case "hypot":
      if (a === undefined) return constant(0)
      return b === undefined ? absolute(a) : number(call(name, ...args), { ...anyNumber, low: 0 })
    case "random":
    case "sumPrecise":
      return undefined
    default:
      return a && args.length === 1 ? number(call(name, a), anyNumber) : undefined
  }
}

function call(name: string, ...args: readonly NumberValue[]): Expr {
  return { k: "call", rep: "f64", fn: `Math.${name}`, args: args.map(({ expr }) => as("f64", expr)) }
}

function absolute(a: NumberValue): NumberValue {
  const { known, expr } = a
  if (known.integer && known.low >= 0 && !known.minusZero) return a
  const high = Math.max(Math.abs(known.low), Math.abs(known.high))
  return number(unary("abs", as("f64", expr)), { ...known, low: 0, high, minusZero: false })
}

/** WebAssembly's min and max treat NaN and -0 as JavaScript's do. */
function extreme(name: "min" | "max", args: readonly NumberValue[]): NumberValue {
  const pick = Math[name]
  if (args.length === 0) return constant(pick())
  return args.reduce((a, b) => {
    const known: Known = {
      low: pick(a.known.low, b.known.low),
      high: pick(a.known.high, b.known.high),
      integer: a.known.integer && b.known.integer,
      minusZero: a.known.minusZero || b.known.minusZero,
      nan: a.known.nan || b.known.nan,
    }
    return number(binary(name, as("f64", a.expr), as("f64", b.expr)), known)
  })
}

/** `a ** b`. V8's own, which is exact for a square. */
export function power(a: NumberValue, b: NumberValue, once: (value: NumberValue) => Expr): NumberValue {
  if (b.expr.k !== "const") return number(call("pow", a, b), anyNumber)
  if (b.expr.value === 1) return a
  if (b.expr.value === 0) return constant(1)
  if (b.expr.value !== 2) return number(call("pow", a, b), anyNumber)
  const x = once({ ...a, expr: as("f64", a.expr) })
  return number(binary("mul", x, x), {
    ...anyNumber,
    low: 0,
    integer: a.known.integer,
    minusZero: false,
    nan: a.known.nan,
  })
}

/** What a Uint8ClampedArray keeps: rounded to the nearest, halves to even; NaN is 0. */
export function clamped({ expr, known }: NumberValue): Expr {
  if (expr.rep === "i32" && known.low >= 0 && known.high <= 255) return expr
  const bounded = binary("min", binary("max", as("f64", expr), float(0)), float(255))
  return { k: "convert", rep: "i32", how: "saturating", a: unary("nearest", bounded) }
}
