import { lanes, partsOf } from "../ir/index.ts"
import type { ArrayRef, BinaryOp, CompareOp, Expr, Local, PrangeStmt, Stmt, UnaryOp } from "../ir/index.ts"

/** Two float64. */
const width = 2
/** Vectors that eight iterations are. */
export const quarters: number = lanes / width

/** An index that is the counter plus something that is the same for all iterations. */
export interface Affine {
  /** i32; undefined: nothing is added. */
  readonly offset: Expr | undefined
}

/** One access to neighbouring elements, whose bounds are known before the loop. */
export interface Access {
  readonly array: ArrayRef
  readonly at: Affine
}

/** How a prange can be done two iterations at a time. */
export interface VectorPlan {
  /** Float64 variables of an iteration. */
  readonly varying: ReadonlySet<Local>
  /** Is a value the same for all iterations? It may be evaluated in any of them. */
  isUniform(expr: Expr): boolean
  /** An i32 as the counter and what is added to it, if it is that. */
  affine(expr: Expr): Affine | undefined
  /** The index of an element next to those of the iterations around; undefined: any other. */
  place(index: Expr): Affine | undefined
  /** What must be within its array for all iterations. */
  readonly accesses: readonly Access[]
}

const unaries: ReadonlySet<UnaryOp> = new Set(["neg", "abs", "sqrt", "floor", "ceil", "trunc", "nearest"])
const binaries: ReadonlySet<BinaryOp> = new Set(["add", "sub", "mul", "div", "min", "max"])

class Refused extends Error {}

/** The plan, if all that the loop does can be done with vectors of float64. */
export function planOf(loop: PrangeStmt): VectorPlan | undefined {
  if (loop.step !== 1) return undefined
  try {
    return new Planner(loop).plan()
  } catch (error) {
    if (error instanceof Refused) return undefined
    throw error
  }
}

class Planner {
  readonly #loop: PrangeStmt
  readonly #varying = new Set<Local>()
  readonly #written = new Set<Local>()
  readonly #indices = new Map<Local, Affine>()
  readonly #accesses: Access[] = []

  constructor(loop: PrangeStmt) {
    this.#loop = loop
  }

  plan(): VectorPlan {
    this.#collect(this.#loop.body)
    for (const { local } of this.#loop.reductions) {
      if (local.rep !== "f64") throw new Refused()
      this.#varying.add(local)
    }
    this.#statements(this.#loop.body)
    return {
      varying: this.#varying,
      accesses: this.#accesses,
      isUniform: (expr) => this.#isUniform(expr),
      affine: (expr) => this.#affine(expr),
      place: (index) => this.#place(index),
    }
  }

  #collect(list: readonly Stmt[]): void {
    for (const stmt of list) {
      if (stmt.k === "if") {
        this.#collect(stmt.yes)
        this.#collect(stmt.no)
      } else if (stmt.k === "set") {
        this.#written.add(stmt.local)
        this.#collectIn(stmt.value)
      } else if (stmt.k === "store") this.#collectIn(stmt.value)
      else if (stmt.k === "drop") this.#collectIn(stmt.value)
      else throw new Refused()
    }
  }

  #collectIn(expr: Expr): void {
    if (expr.k === "seq") this.#collect(expr.before)
    for (const part of partsOf(expr)) this.#collectIn(part)
  }

  #statements(list: readonly Stmt[]): void {
    for (const stmt of list) this.#statement(stmt)
  }

  #statement(stmt: Stmt): void {
    switch (stmt.k) {
      case "set":
        if (stmt.local.rep === "f64") {
          this.#varying.add(stmt.local)
          return this.#vector(stmt.value)
        }
        if (stmt.value.k === "index") {
          if (!this.#reaches(stmt.value.array, stmt.value)) throw new Refused()
          this.#indices.set(stmt.local, this.#place(stmt.value)!)
          return
        }
        throw new Refused()
      case "store":
        if (stmt.array.element !== "f64" || !this.#reaches(stmt.array, stmt.index)) throw new Refused()
        return this.#vector(stmt.value)
      case "drop":
        return this.#vector(stmt.value)
      case "if":
        this.#mask(stmt.test)
        this.#statements(stmt.yes)
        return this.#statements(stmt.no)
      default:
        throw new Refused()
    }
  }

  /** Notes the access, and tells whether it is to an element next to those of the iterations around. */
  #reaches(array: ArrayRef, index: Expr): boolean {
    const at = this.#place(index)
    if (at !== undefined && index.k === "index" && !index.safe) this.#accesses.push({ array, at })
    return at !== undefined
  }

  #place(index: Expr): Affine | undefined {
    if (index.k === "get") return this.#indices.get(index.local)
    return index.k === "index" ? this.#affine(index.a) : undefined
  }

  /** The counter, the counter and something, the counter less something. */
  #affine(expr: Expr): Affine | undefined {
    if (expr.k === "get") return this.#isCounter(expr) ? { offset: undefined } : this.#indices.get(expr.local)
    if (expr.k !== "binary" || expr.rep !== "i32" || (expr.op !== "add" && expr.op !== "sub")) return undefined
    if (this.#isCounter(expr.a) && this.#isUniform(expr.b)) {
      const zero: Expr = { k: "const", rep: "i32", value: 0 }
      return { offset: expr.op === "add" ? expr.b : { k: "binary", rep: "i32", op: "sub", a: zero, b: expr.b } }
    }
    return expr.op === "add" && this.#isCounter(expr.b) && this.#isUniform(expr.a) ? { offset: expr.a } : undefined
  }

  #isCounter(expr: Expr): boolean {
    return expr.k === "get" && expr.local === this.#loop.index
  }

  /** Is it the same for all iterations? It may be evaluated in any of them. */
  #isUniform(expr: Expr): boolean {
    switch (expr.k) {
      case "get":
        return !this.#isCounter(expr) && !this.#written.has(expr.local) && !this.#varying.has(expr.local)
      case "seq":
      // What another iteration may write.
      case "load":
        return false
      default:
        return partsOf(expr).every((part) => this.#isUniform(part))
    }
  }

  #vector(expr: Expr): void {
    if (expr.rep !== "f64") throw new Refused()
    if (this.#isUniform(expr)) return
    switch (expr.k) {
      case "get":
        if (!this.#varying.has(expr.local)) throw new Refused()
        return
      case "unary":
        if (!unaries.has(expr.op)) throw new Refused()
        return this.#vector(expr.a)
      case "binary":
        if (!binaries.has(expr.op)) throw new Refused()
        this.#vector(expr.a)
        return this.#vector(expr.b)
      case "convert":
        if (expr.how === "exact" && this.#affine(expr.a) !== undefined) return
        throw new Refused()
      case "if":
        // Both sides are evaluated.
        if (changesAnything(expr.yes) || changesAnything(expr.no)) throw new Refused()
        this.#mask(expr.test)
        this.#vector(expr.yes)
        return this.#vector(expr.no)
      case "load":
        if (expr.array.element !== "f64" || !this.#reaches(expr.array, expr.index)) throw new Refused()
        return
      case "seq":
        this.#statements(expr.before)
        return this.#vector(expr.value)
      default:
        throw new Refused()
    }
  }

  #mask(expr: Expr): void {
    if (this.#isUniform(expr)) return
    switch (expr.k) {
      case "compare":
        this.#vector(expr.a)
        return this.#vector(expr.b)
      case "unary":
        if (expr.op !== "eqz") throw new Refused()
        return this.#mask(expr.a)
      case "if":
        if (changesAnything(expr.yes) || changesAnything(expr.no)) throw new Refused()
        this.#mask(expr.test)
        this.#mask(expr.yes)
        return this.#mask(expr.no)
      default:
        throw new Refused()
    }
  }
}

function changesAnything(expr: Expr): boolean {
  if (expr.k === "seq" && !expr.before.every((stmt) => stmt.k === "set" && stmt.local.isInner)) return true
  const inner = expr.k === "seq" ? expr.before.flatMap((stmt) => (stmt.k === "set" ? [stmt.value] : [])) : []
  return [...inner, ...partsOf(expr)].some(changesAnything)
}

/** After the prefix of vector instructions. */
export const Vector = {
  prefix: 0xfd,
  load: 0x00,
  store: 0x0b,
  const: 0x0c,
  splatI32: 0x11,
  splatF64: 0x14,
  not: 0x4d,
  and: 0x4e,
  andNot: 0x4f,
  or: 0x50,
  select: 0x52,
} as const

export const vectorUnary: Partial<Record<UnaryOp, number>> = {
  ceil: 0x74,
  floor: 0x75,
  trunc: 0x7a,
  nearest: 0x94,
  abs: 0xec,
  neg: 0xed,
  sqrt: 0xef,
}

export const vectorBinary: Partial<Record<BinaryOp, number>> = {
  add: 0xf0,
  sub: 0xf1,
  mul: 0xf2,
  div: 0xf3,
  min: 0xf4,
  max: 0xf5,
}

export const vectorCompare: Readonly<Record<CompareOp, number>> = {
  eq: 0x47,
  ne: 0x48,
  lt: 0x49,
  gt: 0x4a,
  le: 0x4b,
  ge: 0x4c,
}
