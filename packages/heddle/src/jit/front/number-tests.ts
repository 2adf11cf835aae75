import { Local } from "../ir/index.ts"
import type { Expr } from "../ir/index.ts"
import { truthOf } from "./choices.ts"
import type { Plain } from "./choices.ts"
import { binary, compare, float, int, unary, wrapped } from "./values.ts"

/** Of a float64, each of its uses the same variable. */
type Test = (x: Expr) => Expr

const isFiniteNumber: Test = (x) => compare("lt", unary("abs", x), float(Infinity))
// Infinity less itself is NaN.
const isInteger: Test = (x) => compare("eq", binary("sub", x, unary("trunc", x)), float(0))

/** Of numbers alone; of anything else they are false. */
const strict = new Map<Function, Test>([
  [Number.isNaN, (x) => compare("ne", x, x)],
  [Number.isFinite, isFiniteNumber],
  [Number.isInteger, isInteger],
  [
    Number.isSafeInteger,
    (x) => ({
      k: "if",
      rep: "i32",
      test: isInteger(x),
      yes: compare("le", unary("abs", x), float(Number.MAX_SAFE_INTEGER)),
      no: int(0),
    }),
  ],
])

/** Of what a value is as a number. */
const loose = new Map<Function, Test>([
  [isNaN, (x) => compare("ne", x, x)],
  [isFinite, isFiniteNumber],
])

/** How `Number.isNaN(x)`, its kin and `Boolean(x)` are compiled; undefined: `fn` is another function. */
export function numberTest(fn: Function): ((value: Plain) => Plain) | undefined {
  if (fn === Boolean) return (value) => ({ kind: "boolean", expr: truthOf(value) })
  const test = strict.get(fn) ?? loose.get(fn)
  return test && ((value) => answer(fn, test, value))
}

function answer(fn: Function, test: Test, value: Plain): Plain {
  if (value.kind === "boolean" || value.expr.rep === "i32") {
    // 0, 1 or another int32: nothing is to be asked of it.
    const isTrue = strict.has(fn) ? value.kind === "number" && fn !== Number.isNaN : fn === isFinite
    return wrapped({ kind: "boolean", expr: int(Number(isTrue)) }, [{ k: "drop", value: value.expr }]) as Plain
  }
  const local = new Local("x", "f64", true)
  const expr = test({ k: "get", rep: "f64", local })
  return wrapped({ kind: "boolean", expr }, [{ k: "set", local, value: value.expr }]) as Plain
}
