import { walk } from "../../ir/index.ts"
import type { Expr, KernelIr, Local, Stmt } from "../../ir/index.ts"
import { isInt } from "./operators.ts"

/** Integers from `low` to `high`. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** Above it float64 rounds. */
const exact = 2 ** 53
/** 64 bits hold it: a product of two int32, and what is added to it. */
const widest = 1.5 * 2 ** 62
const int32: Interval = { low: -(2 ** 31), high: 2 ** 31 - 1 }
const uint32: Interval = { low: 0, high: 2 ** 32 - 1 }
/** Bounds that go on growing have none. */
const mostRounds = 8

/**
 * Which numbers of a kernel are integers of up to 63 bits, of which a float32 keeps 24: they are computed with 32 or 64
 * bits where that matters, in an index, in `| 0`, where two of them are compared.
 */
export class Integers {
  /** Of variables of float64; undefined: not known to be such. */
  readonly #locals = new Map<Local, Interval | undefined>()

  constructor({ body, inputs }: KernelIr) {
    for (const input of inputs) if ("rep" in input && input.rep === "f64") this.#locals.set(input, undefined)
    const sets: { readonly local: Local; readonly value: Expr }[] = []
    walk(body, {
      stmt: (stmt: Stmt) => {
        if (stmt.k === "set" && stmt.local.rep === "f64") sets.push(stmt)
        if (stmt.k === "prange") for (const { local } of stmt.reductions) this.#locals.set(local, undefined)
      },
    })
    let changed = true
    for (let round = 0; changed; round++) {
      changed = false
      for (const { local, value } of sets) changed = this.#learn(local, value, round >= mostRounds) || changed
    }
  }

  #learn(local: Local, value: Expr, isLate: boolean): boolean {
    const isKnown = this.#locals.has(local)
    const before = this.#locals.get(local)
    if (isKnown && before === undefined) return false
    const next = this.#isOpen(value) ? undefined : this.of(value)
    const both = next && union(before ?? next, next)
    if (both !== undefined && before !== undefined && both.low === before.low && both.high === before.high) return false
    this.#locals.set(local, isLate ? undefined : both)
    return true
  }

  /** It uses a variable of which nothing is known: no interval would be right. */
  #isOpen(expr: Expr): boolean {
    let isOpen = false
    walk([{ k: "drop", value: expr }], {
      expr: (one) => void (isOpen ||= one.k === "get" && one.rep === "f64" && !this.#locals.has(one.local)),
    })
    return isOpen
  }

  /** What a number is between, if it is such an integer. */
  of(expr: Expr): Interval | undefined {
    if (isInt(expr.rep)) return int32
    if (expr.rep !== "f64") return undefined
    switch (expr.k) {
      case "const":
        return Number.isInteger(expr.value) && Math.abs(expr.value) <= exact
          ? { low: expr.value, high: expr.value }
          : undefined
      case "get":
        return this.#locals.get(expr.local)
      case "convert":
        if (isInt(expr.a.rep)) return expr.how === "unsigned" ? uint32 : int32
        return undefined
      case "unary":
        return this.#unary(expr)
      case "binary":
        return this.#binary(expr)
      case "call": {
        const [a, b] = expr.args.map((one) => this.of(one))
        return expr.fn === "rem" && a && b && isInt32(a) && isInt32(b) ? orNone(a, b) : undefined
      }
      case "if": {
        const [yes, no] = [this.of(expr.yes), this.of(expr.no)]
        return yes && no && union(yes, no)
      }
      default:
        return undefined
    }
  }

  #unary({ op, a }: Extract<Expr, { k: "unary" }>): Interval | undefined {
    if ((op === "floor" || op === "trunc") && a.k === "binary" && a.op === "div") {
      const [x, y] = [this.of(a.a), this.of(a.b)]
      return x && y && isInt32(x) && isInt32(y) ? orNone(int32, y) : undefined
    }
    const x = this.of(a)
    if (x === undefined) return undefined
    if (op === "neg") return { low: -x.high, high: -x.low }
    if (op === "abs") return { low: 0, high: size(x) }
    return op === "floor" || op === "ceil" || op === "trunc" ? x : undefined
  }

  #binary({ op, a, b }: Extract<Expr, { k: "binary" }>): Interval | undefined {
    const [x, y] = [this.of(a), this.of(b)]
    if (x === undefined || y === undefined) return undefined
    switch (op) {
      case "add":
        return small({ low: x.low + y.low, high: x.high + y.high })
      case "sub":
        return small({ low: x.low - y.high, high: x.high - y.low })
      case "mul": {
        const ends = [x.low * y.low, x.low * y.high, x.high * y.low, x.high * y.high]
        return small({ low: Math.min(...ends), high: Math.max(...ends) })
      }
      case "min":
        return { low: Math.min(x.low, y.low), high: Math.min(x.high, y.high) }
      case "max":
        return { low: Math.max(x.low, y.low), high: Math.max(x.high, y.high) }
      default:
        return undefined
    }
  }
}

export function isInt32({ low, high }: Interval): boolean {
  return low >= int32.low && high <= int32.high
}

/** float64 keeps all of them. */
export function isExact(one: Interval): boolean {
  return size(one) <= exact
}

function size({ low, high }: Interval): number {
  return Math.max(-low, high)
}

function union(a: Interval, b: Interval): Interval {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) }
}

function small(one: Interval): Interval | undefined {
  return size(one) <= widest ? one : undefined
}

/** What stands for a quotient or a remainder that is none: no index, and no int32. */
export const none: number = 2 ** 31

function orNone(result: Interval, divisor: Interval): Interval {
  return isNonzero(divisor) ? result : union(result, { low: none, high: none })
}

export function isNonzero({ low, high }: Interval): boolean {
  return low > 0 || high < 0
}
