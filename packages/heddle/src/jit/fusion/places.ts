import { Local, partsOf, withParts } from "../ir/index.ts"
import type { Expr } from "../ir/index.ts"

/** Where an index lies, by the loop's counter. */
export interface Place {
  /** What it is, of `counter` and of what is the same for all iterations. */
  readonly at: Expr
  /** How much more it is for the next number: 0 where all iterations have the same. */
  readonly stride: number
}

/** What stands for the counter of a loop, whichever that is. */
export const counter: Local = new Local("i", "i32")

/** More than that is no index. */
const largestStride = 2 ** 20

interface Around {
  readonly index: Local
  /** Does the loop set it? */
  isSet(local: Local): boolean
  /** What a variable is that the loop sets, wherever it is read. */
  valueOf(local: Local): Expr | undefined
}

/** The place of an index, if it is known and grows evenly. */
export function placeOf(index: Expr, around: Around): Place | undefined {
  const written = index.k === "get" ? around.valueOf(index.local) : index
  if (written?.k !== "index") return undefined
  const at = resolved(written.a, around)
  if (at === undefined) return undefined
  const stride = strideOf(at)
  return stride === undefined || Math.abs(stride) > largestStride ? undefined : { at: whole(at), stride }
}

/** With a value in the place of `counter`, or of other variables. */
export function withValues(expr: Expr, valueOf: (local: Local) => Expr | undefined): Expr {
  if (expr.k === "get") return valueOf(expr.local) ?? expr
  return withParts(expr, (part) => withValues(part, valueOf))
}

/** Of what the loop does not change, and can be computed at any time; else undefined. */
function resolved(expr: Expr, around: Around): Expr | undefined {
  if (expr.k === "get") {
    if (expr.local === around.index) return { k: "get", rep: "i32", local: counter }
    if (!around.isSet(expr.local)) return expr
    const value = around.valueOf(expr.local)
    return value && resolved(value, around)
  }
  if (!isPure(expr)) return undefined
  let isKnown = true
  const copy = withParts(expr, (part) => {
    const known = resolved(part, around)
    isKnown &&= known !== undefined
    return known ?? part
  })
  return isKnown ? copy : undefined
}

/** Has it no effect, no error and no element in it, but for its parts? */
export function isPure(expr: Expr): boolean {
  switch (expr.k) {
    case "const":
    case "get":
    case "unary":
    case "fused":
    case "compare":
    case "convert":
    case "if":
      return expr.rep !== "big"
    case "binary":
      return expr.rep !== "big" && expr.op !== "rem"
    default:
      return false
  }
}

function strideOf(expr: Expr): number | undefined {
  if (!names(expr)) return 0
  if (expr.k === "get") return 1
  if (expr.k === "convert" && expr.how === "exact") return strideOf(expr.a)
  // What is rounded is not even.
  if (expr.k !== "binary" || expr.rep === "f64") return undefined
  const [a, b] = [strideOf(expr.a), strideOf(expr.b)]
  if (a === undefined || b === undefined) return undefined
  switch (expr.op) {
    case "add":
      return a === 0 || b === 0 ? a + b : undefined
    case "sub":
      return a === 0 || b === 0 ? a - b : undefined
    case "mul":
      return timesConstant(a, expr.b) ?? timesConstant(b, expr.a)
    case "shl":
      return expr.b.k === "const" && expr.b.value >= 0 && expr.b.value <= 20 ? a * 2 ** expr.b.value : undefined
    default:
      return undefined
  }
}

function timesConstant(stride: number, by: Expr): number | undefined {
  return by.k === "const" && by.value !== 0 ? stride * by.value : undefined
}

function names(expr: Expr): boolean {
  return expr.k === "get" ? expr.local === counter : partsOf(expr).some(names)
}

/** An integer that was made a float64, as it was. */
function whole(expr: Expr): Expr {
  return expr.k === "convert" && expr.how === "exact" && expr.rep === "f64" ? whole(expr.a) : expr
}
