import { OptionError } from "../../core/errors/index.ts"
import { isFloat, isInteger, promoteAll, toFloating } from "../dtype/index.ts"
import type { DType } from "../dtype/index.ts"
import { cast, wrap } from "./casts.ts"

/** What is computed of one element of each input. */
export interface Operation {
  readonly name: string
  /** Nanoseconds for one element, roughly, beyond loads and stores. */
  readonly cost: number
  /** As what types the inputs are taken, and what comes out. @throws OptionError where it is not for such types */
  readonly types: (inputs: readonly DType[]) => Types
  /** The result, of texts of the inputs as those types. */
  readonly text: (args: readonly string[], as: readonly DType[], result: DType) => string
  /** Does an operand that is a number stand in the kernel's text, as it decides how the result is computed? */
  readonly isFixed?: (operand: number, as: DType) => boolean
  /** A function of the program's, by the name that the text has for it. */
  readonly fn?: readonly [name: string, fn: Function]
}

interface Types {
  readonly as: readonly DType[]
  readonly result: DType
}

const same =
  (change: (dtype: DType) => DType, result?: DType) =>
  (inputs: readonly DType[]): Types => {
    const as = change(promoteAll(inputs))
    return { as: inputs.map(() => as), result: result ?? as }
  }
const asTheyAre = same((dtype) => dtype)
const floating = same(toFloating)
/** NumPy's bool becomes int8 there, which we have not. */
const withoutBool = same((dtype) => (dtype === "bool" ? "uint8" : dtype))
const compared = same((dtype) => dtype, "bool")

function only(
  name: string,
  holds: (dtype: DType) => boolean,
  rule: string,
  types: Operation["types"],
): Operation["types"] {
  return (inputs) => {
    const found = types(inputs)
    if (found.as.every(holds)) return found
    throw new OptionError("dtype", `${rule} for ${name}`, inputs.join(", "))
  }
}

type Texts = Partial<Record<"float" | "int" | "big" | "bool", (a: string, b: string) => string>>

const operations = new Map<string, Operation>()

/**
 * What is at least a tenth slower where a number is an argument of the kernel: shifts 1.4 to 1.9 times, floorDivide 1.1 to 2.4,
 * mod and fmod 1.05 to 9, fmin and fmax to 2.5, copysign 2 to 3, powers of integers to 1.4, powers of a number 2 to 3. The 15 ms that
 * a kernel takes to be compiled are 1e7 elements at 1.5 ns. Of all others it is less, if it can be told at all.
 */
const fixed = new Set(["leftShift", "rightShift", "floorDivide", "mod", "fmod", "fmin", "fmax", "copysign"])

function isFixed(name: string): Operation["isFixed"] {
  if (name === "power") return (operand, as) => operand === 0 || !isFloat(as)
  return fixed.has(name) ? () => true : undefined
}

/** By how elements are kept: floats, integers to 32 bits, of 64 bits, booleans. */
function define(name: string, types: Operation["types"], texts: Texts, cost: number = 0.3): void {
  const isKept = isFixed(name)
  operations.set(name, {
    name,
    cost,
    types,
    ...(isKept && { isFixed: isKept }),
    text([a, b], [as], result) {
      const key = isFloat(as!)
        ? "float"
        : as === "int64"
          ? "big"
          : as === "bool"
            ? texts.bool
              ? "bool"
              : "int"
            : "int"
      const text = texts[key] ?? texts.int ?? texts.float
      const value = text!(a!, b ?? "")
      return result === "bool" ? value : wrap(value, result)
    },
  })
}

const infix =
  (operator: string) =>
  (a: string, b: string): string =>
    `(${a} ${operator} ${b})`
const calling =
  (name: string) =>
  (a: string, b: string): string =>
    `${name}(${a}${b === "" ? "" : `, ${b}`})`
const truth =
  (operator: string) =>
  (a: string, b: string): string =>
    `(${a} ${operator} ${b} ? 1 : 0)`

define("add", asTheyAre, { float: infix("+"), int: infix("+"), big: infix("+"), bool: infix("|") })
define(
  "subtract",
  only("subtract", (dtype) => dtype !== "bool", "no bool (use logicalXor)", asTheyAre),
  { float: infix("-"), int: infix("-"), big: infix("-") },
)
define("multiply", asTheyAre, { float: infix("*"), int: calling("Math.imul"), big: infix("*"), bool: infix("&") })
define("divide", floating, { float: infix("/") }, 0.8)
define(
  "floorDivide",
  withoutBool,
  { float: calling("floorDivide"), int: calling("intFloorDivide"), big: calling("bigFloorDivide") },
  3,
)
define("mod", withoutBool, { float: calling("mod"), int: calling("intMod"), big: calling("bigMod") }, 3)
define("power", withoutBool, { float: calling("pow"), int: calling("intPower"), big: calling("bigPower") }, 12)
define("minimum", asTheyAre, {
  float: calling("Math.min"),
  int: calling("Math.min"),
  big: (a, b) => `(${a} < ${b} ? ${a} : ${b})`,
})
define("maximum", asTheyAre, {
  float: calling("Math.max"),
  int: calling("Math.max"),
  big: (a, b) => `(${a} > ${b} ? ${a} : ${b})`,
})
define("fmin", asTheyAre, {
  float: calling("fmin"),
  int: calling("Math.min"),
  big: (a, b) => `(${a} < ${b} ? ${a} : ${b})`,
})
define("fmax", asTheyAre, {
  float: calling("fmax"),
  int: calling("Math.max"),
  big: (a, b) => `(${a} > ${b} ? ${a} : ${b})`,
})
for (const [name, operator] of [
  ["equal", "==="],
  ["notEqual", "!=="],
  ["less", "<"],
  ["lessEqual", "<="],
  ["greater", ">"],
  ["greaterEqual", ">="],
] as const) {
  define(name, compared, { float: truth(operator), int: truth(operator), big: truth(operator) })
}
const booleans: Operation["types"] = (inputs) => ({ as: inputs.map(() => "bool"), result: "bool" })
define("logicalAnd", booleans, { bool: infix("&") })
define("logicalOr", booleans, { bool: infix("|") })
define("logicalXor", booleans, { bool: infix("^") })
define("logicalNot", booleans, { bool: (a) => `(1 - ${a})` })
const noFloats = (name: string): Operation["types"] =>
  only(name, (dtype) => !isFloat(dtype), "integers or bool", asTheyAre)
define("bitwiseAnd", noFloats("bitwiseAnd"), { int: infix("&"), big: infix("&"), bool: infix("&") })
define("bitwiseOr", noFloats("bitwiseOr"), { int: infix("|"), big: infix("|"), bool: infix("|") })
define("bitwiseXor", noFloats("bitwiseXor"), { int: infix("^"), big: infix("^"), bool: infix("^") })
define("invert", noFloats("invert"), { int: (a) => `~${a}`, big: (a) => `~${a}`, bool: (a) => `(1 - ${a})` })
const integers = (name: string): Operation["types"] => only(name, isInteger, "integers", withoutBool)
define("leftShift", integers("leftShift"), {
  int: (a, b) => `(${b} < 0 || ${b} > 31 ? 0 : ${a} << ${b})`,
  big: (a, b) => `(${b} < 0n || ${b} > 63n ? 0n : BigInt.asIntN(64, ${a} << (${b} & 63n)))`,
})
define("rightShift", integers("rightShift"), {
  int: (a, b) => `(${a} >> (${b} < 0 || ${b} > 31 ? 31 : ${b}))`,
  big: (a, b) => `(${a} >> (${b} < 0n || ${b} > 63n ? 63n : ${b} & 63n))`,
})
define("arctan2", floating, { float: calling("atan2") }, 6)
define("hypot", floating, { float: calling("hypot") }, 3)
define("logaddexp", floating, { float: calling("logaddexp") }, 12)
define("copysign", floating, { float: calling("copysign") })
define("heaviside", floating, { float: calling("heaviside") })

const notBool = (name: string): Operation["types"] =>
  only(name, (dtype) => dtype !== "bool", "no bool (use logicalNot)", asTheyAre)
define("negative", notBool("negative"), { float: (a) => `(-${a})`, int: (a) => `(-${a})`, big: (a) => `(-${a})` })
define("positive", notBool("positive"), { float: (a) => a, int: (a) => a, big: (a) => a })
define("abs", asTheyAre, {
  float: calling("Math.abs"),
  int: calling("Math.abs"),
  // What has no opposite in 64 bits stays as it is.
  big: (a) => `(${a} < 0n ? BigInt.asIntN(64, -${a}) : ${a})`,
})
define("sign", notBool("sign"), {
  float: calling("sign"),
  int: calling("sign"),
  big: (a) => `(${a} > 0n ? 1n : ${a} < 0n ? -1n : 0n)`,
})
define("square", withoutBool, {
  float: (a) => `(${a} * ${a})`,
  int: (a) => `Math.imul(${a}, ${a})`,
  big: (a) => `(${a} * ${a})`,
})
define(
  "reciprocal",
  withoutBool,
  {
    float: (a) => `(1 / ${a})`,
    // Of 0, which NumPy leaves to the processor, 0, as of all divisions of integers by 0.
    int: (a) => `(${a} === 1 ? 1 : ${a} === -1 ? -1 : 0)`,
    big: (a) => `(${a} === 1n ? 1n : ${a} === -1n ? -1n : 0n)`,
  },
  0.8,
)
define("sqrt", floating, { float: calling("Math.sqrt") }, 1)
for (const name of ["floor", "ceil", "trunc"])
  define(name, asTheyAre, { float: calling(`Math.${name}`), int: (a) => a, big: (a) => a })
define("rint", floating, { float: calling("rint") }, 0.6)
for (const [name, inner, cost] of [
  ["cbrt", "cbrt", 4],
  ["exp", "exp", 3],
  ["expm1", "expm1", 4],
  ["log", "log", 4],
  ["log2", "log2", 4],
  ["log10", "log10", 4],
  ["log1p", "log1p", 4],
  ["sin", "sin", 4],
  ["cos", "cos", 4],
  ["tan", "tan", 5],
  ["arcsin", "asin", 5],
  ["arccos", "acos", 5],
  ["arctan", "atan", 5],
  ["sinh", "sinh", 5],
  ["cosh", "cosh", 5],
  ["tanh", "tanh", 5],
  ["arcsinh", "asinh", 6],
  ["arccosh", "acosh", 6],
  ["arctanh", "atanh", 6],
] as const) {
  define(name, floating, { float: calling(inner) }, cost)
}
define("exp2", floating, { float: (a) => `pow(2, ${a})` }, 8)
define("deg2rad", floating, { float: (a) => `(${a} * ${Math.PI / 180})` })
define("rad2deg", floating, { float: (a) => `(${a} * ${180 / Math.PI})` })
define("isnan", compared, { float: (a) => `(${a} !== ${a} ? 1 : 0)`, int: () => "0", big: () => "0" })
define("isinf", compared, { float: (a) => `(Math.abs(${a}) === Infinity ? 1 : 0)`, int: () => "0", big: () => "0" })
define("isposinf", compared, { float: (a) => `(${a} === Infinity ? 1 : 0)`, int: () => "0", big: () => "0" })
define("isneginf", compared, { float: (a) => `(${a} === -Infinity ? 1 : 0)`, int: () => "0", big: () => "0" })
define("isfinite", compared, { float: (a) => `(Math.abs(${a}) < Infinity ? 1 : 0)`, int: () => "1", big: () => "1" })
define("signbit", compared, {
  float: (a) => `(${a} < 0 || (${a} === 0 && 1 / ${a} < 0) ? 1 : 0)`,
  int: (a) => `(${a} < 0 ? 1 : 0)`,
  big: (a) => `(${a} < 0n ? 1 : 0)`,
})

define(
  "fmod",
  same((dtype) => (dtype === "bool" ? "uint8" : dtype)),
  {
    float: infix("%"),
    int: (a, b) => `(${b} === 0 ? 0 : ${a} % ${b})`,
    big: (a, b) => `(${b} === 0n ? 0n : ${a} % ${b})`,
  },
  3,
)
define("logaddexp2", floating, { float: calling("logaddexp2") }, 12)
define("i0", floating, { float: calling("i0") }, 40)
define("mantissa", floating, { float: calling("mantissa") }, 20)
define("exponent", same(toFloating, "int32"), { float: calling("exponent") }, 20)
define("ldexp", ([x]) => ({ as: [toFloating(x!), "float64"], result: toFloating(x!) }), { float: calling("ldexp") }, 20)
define("gcd", integers("gcd"), { int: calling("intGcd"), big: calling("bigGcd") }, 30)
define("lcm", integers("lcm"), { int: calling("intLcm"), big: calling("bigLcm") }, 40)
operations.set("bitwiseCount", {
  name: "bitwiseCount",
  cost: 20,
  types: (inputs) => ({ as: integers("bitwiseCount")(inputs).as, result: "uint8" }),
  text: ([a], [as]) => `${as === "int64" ? "bigBits" : "intBits"}(${a})`,
})
const digitsOf = (dtype: DType): string => (dtype === "float32" ? "23, 1.401298464324817e-45" : "52, 5e-324")
operations.set("spacing", {
  name: "spacing",
  cost: 40,
  types: floating,
  text: ([a], _, result) => `spacing(${a}, ${digitsOf(result)})`,
})
operations.set("nextafter", {
  name: "nextafter",
  cost: 40,
  types: floating,
  text: ([a, b], _, result) =>
    `nextafter(${a}, ${b}, ${digitsOf(result)}, ${result === "float32" ? 3.4028234663852886e38 : Number.MAX_VALUE})`,
})

/** `where(condition, a, b)`. */
operations.set("where", {
  name: "where",
  cost: 0.4,
  types: ([, a, b]) => {
    const result = promoteAll([a!, b!])
    return { as: ["bool", result, result], result }
  },
  text: ([condition, a, b]) => `(${condition} !== 0 ? ${a} : ${b})`,
})

/** @throws Error where it is not there: names come from this library */
export function operation(name: string): Operation {
  const found = operations.get(name)
  if (found === undefined) throw new Error(`there is no operation ${name}`)
  return found
}

export function isOperation(name: string): boolean {
  return operations.has(name)
}

/** To another type. */
export function casting(to: DType): Operation {
  return {
    name: `astype ${to}`,
    cost: 0.2,
    types: (inputs) => ({ as: inputs, result: to }),
    text: ([a], [from]) => cast(a!, from!, to),
  }
}

/** To so many decimals, halves to even, as NumPy's: by way of a product. */
export function rounding(decimals: number): Operation {
  const factor = 10 ** Math.abs(decimals)
  const [first, second] = decimals >= 0 ? ["*", "/"] : ["/", "*"]
  const rounded = (text: string, dtype: DType): string =>
    decimals === 0
      ? `rint(${text})`
      : wrap(`(rint(${wrap(`(${text} ${first} ${factor})`, dtype)}) ${second} ${factor})`, dtype)
  return {
    name: `round ${decimals}`,
    cost: 1,
    types: same((dtype) => (dtype === "bool" ? "float64" : dtype)),
    text: ([a], [as], result) => {
      if (isFloat(as!)) return rounded(a!, result)
      return decimals >= 0 ? a! : cast(rounded(cast(a!, as!, "float64"), "float64"), "float64", result)
    },
  }
}

let functions = 0
const names = new WeakMap<Function, string>()

/** A function of the program's for each element. */
export function custom(fn: Function, result: DType): Operation {
  let name = names.get(fn)
  if (name === undefined) names.set(fn, (name = `fn${++functions}`))
  return {
    name: `${fn.name === "" ? "a function" : fn.name} ${name} ${result}`,
    cost: 3,
    types: (inputs) => ({ as: inputs.map((dtype) => (dtype === "int64" ? dtype : "float64")), result }),
    text: (args) => {
      const call = `${name}(${args.join(", ")})`
      if (result === "bool") return `(${call} ? 1 : 0)`
      return result === "int64" ? call : cast(call, "float64", result)
    },
    fn: [name, fn],
  }
}
