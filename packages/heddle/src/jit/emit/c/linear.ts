import { partsOf, walk } from "../../ir/index.ts"
import type { ArrayRef, Expr, Local, Stmt } from "../../ir/index.ts"
import { setsIn } from "./sets.ts"

/** An index that is a multiple of the loop's counter and something that is the same for all iterations. */
export interface Linear {
  /** Its text, as an int64, where the counter has that text. */
  readonly at: (counter: string) => string
  /** It is never larger, if `narrow` holds. */
  readonly size: number
  /** What must fit in an int32, the inner before the outer: then nothing on the way wraps or is rounded. */
  readonly narrow: readonly ((counter: string) => string)[]
  /** Does it have the counter in it? */
  readonly varies: boolean
}

const int32 = 2 ** 31
/** A product of two numbers below is no larger than an int64. */
const widest = 2 ** 62 * 1.5

/** What C is written with: how a variable is called, and an expression without statements. */
export interface Texts {
  local(local: Local): string
  value(expr: Expr): string
}

/**
 * Which accesses of a loop without loops inside can be checked before it, at its first and its last iteration: in between a
 * line has nothing that is outside of both.
 */
export class Accesses {
  readonly #texts: Texts
  readonly #counter: Local
  readonly #sets: ReadonlyMap<Local, number>
  /** Of variables that are set once and before they are read. */
  readonly #lines = new Map<Local, Linear>()
  /** Of loads, stores and indices; undefined: it is none, or not everywhere the same. */
  readonly #found = new Map<Expr | Stmt, Linear | undefined>()
  readonly #checks = new Map<string, { readonly array: ArrayRef; readonly line: Linear }>()
  /** Every access is a line: no check is left. */
  isWhole = true

  constructor(body: readonly Stmt[], counter: Local, texts: Texts) {
    this.#texts = texts
    this.#counter = counter
    this.#sets = setsIn(body)
    this.#list(body)
  }

  /** Is anything gained? */
  get isWorth(): boolean {
    return this.#checks.size > 0 || [...this.#found.values()].some((line) => line !== undefined)
  }

  /** The line of a load, a store or an index. */
  of(node: Expr | Stmt): Linear | undefined {
    return this.#found.get(node)
  }

  /** What must hold before the loop, for the texts of the first and of the last value of the counter. */
  conditions(first: string, last: string): string[] {
    const conditions = new Set<string>()
    for (const { array, line } of this.#checks.values()) {
      for (const counter of line.varies ? [first, last] : [first]) {
        for (const part of line.narrow) conditions.add(`heddle_fits(${part(counter)})`)
        conditions.add(`heddle_within(${line.at(counter)}, ${this.#texts.local(array.length)})`)
      }
    }
    return [...conditions]
  }

  #record(node: Expr | Stmt, line: Linear | undefined): void {
    const isSame = !this.#found.has(node) || this.#found.get(node)?.at("i") === line?.at("i")
    this.#found.set(node, isSame ? line : undefined)
  }

  #list(list: readonly Stmt[]): void {
    const own: Local[] = []
    for (const stmt of list) this.#statement(stmt, own)
    // Whoever comes here on another way may not have set them.
    for (const local of own) this.#lines.delete(local)
  }

  #statement(stmt: Stmt, own: Local[]): void {
    switch (stmt.k) {
      case "set": {
        this.#value(stmt.value)
        const line = this.#sets.get(stmt.local) === 1 ? this.#line(stmt.value) : undefined
        if (line === undefined) return
        this.#lines.set(stmt.local, line)
        own.push(stmt.local)
        return
      }
      case "store":
        this.#value(stmt.index)
        this.#record(stmt, this.#line(stmt.index))
        return this.#value(stmt.value)
      case "guard":
        this.isWhole = false
        return this.#value(stmt.test)
      case "drop":
        return this.#value(stmt.value)
      case "if":
        this.#value(stmt.test)
        this.#list(stmt.yes)
        return this.#list(stmt.no)
      case "block":
        return this.#list(stmt.body)
      case "return":
        for (const value of stmt.values) this.#value(value)
        return
      default:
    }
  }

  #value(expr: Expr): void {
    if (expr.k === "seq") {
      const own: Local[] = []
      for (const stmt of expr.before) this.#statement(stmt, own)
      this.#value(expr.value)
      for (const local of own) this.#lines.delete(local)
      return
    }
    for (const part of partsOf(expr)) this.#value(part)
    if (expr.k === "binary" && expr.check !== undefined) this.isWhole = false
    if (expr.k === "whole") this.isWhole = false
    if (expr.k === "load") this.#record(expr, this.#line(expr.index))
    if (expr.k === "index") this.#check(expr)
  }

  #check(expr: Extract<Expr, { k: "index" }>): void {
    const line = this.#line(expr.a)
    this.#record(expr, line)
    if (line === undefined) this.isWhole &&= expr.safe
    else if (!expr.safe || line.narrow.length > 0) {
      this.#checks.set(`${this.#texts.local(expr.array.length)} ${line.at("i")}`, { array: expr.array, line })
    }
  }

  #line(expr: Expr): Linear | undefined {
    switch (expr.k) {
      case "const":
        return Number.isInteger(expr.value) && Math.abs(expr.value) <= int32 ? constant(expr.value) : undefined
      case "get":
        if (expr.local === this.#counter) return { at: (counter) => counter, size: int32, narrow: [], varies: true }
        return this.#lines.get(expr.local) ?? this.#uniform(expr)
      case "convert":
        return expr.how === "exact" ? this.#line(expr.a) : this.#uniform(expr)
      case "index":
        return this.#line(expr.a)
      case "binary":
        return this.#sum(expr) ?? this.#uniform(expr)
      default:
        return this.#uniform(expr)
    }
  }

  /** An int32 that no iteration changes. */
  #uniform(expr: Expr): Linear | undefined {
    if (expr.rep !== "i32" || !this.#isUniform(expr)) return undefined
    const text = `(int64_t)${this.#texts.value(expr)}`
    return { at: () => text, size: int32, narrow: [], varies: false }
  }

  #isUniform(expr: Expr): boolean {
    if (expr.rep !== "i32") return false
    switch (expr.k) {
      case "const":
        return true
      case "get":
        return expr.local !== this.#counter && !this.#sets.has(expr.local)
      case "binary":
        return expr.op !== "rem" && this.#isUniform(expr.a) && this.#isUniform(expr.b)
      default:
        return false
    }
  }

  #sum({ rep, op, a, b }: Extract<Expr, { k: "binary" }>): Linear | undefined {
    if (op !== "add" && op !== "sub" && op !== "mul") return undefined
    const [x, y] = [this.#line(a), this.#line(b)]
    if (x === undefined || y === undefined || (op === "mul" && x.varies && y.varies)) return undefined
    const size = op === "mul" ? x.size * y.size : x.size + y.size
    if (size > widest) return undefined
    const sign = { add: "+", sub: "-", mul: "*" }[op]
    const at = (counter: string): string => `(${x.at(counter)} ${sign} ${y.at(counter)})`
    const narrow = [...x.narrow, ...y.narrow]
    const varies = x.varies || y.varies
    // An int32 would wrap, and a product may be more than a float64 holds.
    if (rep === "i32" || op === "mul") return { at, size: int32, narrow: [...narrow, at], varies }
    return { at, size, narrow, varies }
  }
}

function constant(value: number): Linear {
  return { at: () => `INT64_C(${Object.is(value, -0) ? 0 : value})`, size: Math.abs(value), narrow: [], varies: false }
}

/** Does nothing in the list change what the expression of int32 is? */
export function isFixed(expr: Expr, list: readonly Stmt[]): boolean {
  const sets = setsIn(list)
  const isFixedPart = (part: Expr): boolean =>
    part.rep === "i32" &&
    (part.k === "const" ||
      (part.k === "get" && !sets.has(part.local)) ||
      (part.k === "binary" && part.op !== "rem" && partsOf(part).every(isFixedPart)))
  return isFixedPart(expr)
}

/** Are there accesses to arrays at all? */
export function hasAccesses(list: readonly Stmt[]): boolean {
  let found = false
  walk(list, {
    stmt: ({ k }) => void (found ||= k === "store"),
    expr: ({ k }) => void (found ||= k === "load" || k === "index"),
  })
  return found
}
