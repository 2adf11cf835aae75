import { listsOf, partsOf, valuesOf } from "../ir/index.ts"
import type { Expr, Local, Stmt } from "../ir/index.ts"

/** Where the index of an element lies, of each iteration of a prange: `stride` times the iteration, and what is added. */
export interface Place {
  /** The same for all iterations. */
  readonly stride: Expr
  /** What is added to it, and the same for all iterations: a constant, and others. */
  readonly shift: number
  readonly offset: readonly Term[]
  /** What else is added: from `low` to `high`; undefined: from 0 to below the stride. */
  readonly digits: { readonly low: number; readonly high: number } | undefined
}

/** No index has so many terms that is understood. */
const most = 16

interface Loop {
  readonly bound: Expr
  readonly isInclusive: boolean
  readonly update: readonly Stmt[]
}

/** One of what is added, or is taken away. */
export interface Term {
  readonly expr: Expr
  readonly isLess: boolean
}

/** What is known of indices in the body of a prange, by how they are written. */
export class Places {
  readonly #index: Local
  /** The prange counts from 0 or more. */
  readonly #isNatural: boolean
  readonly #sets = new Map<Local, Expr[]>()
  readonly #written = new Set<unknown>()
  readonly #resolving = new Set<Local>()
  readonly #uniform = new Map<Expr, boolean>()
  /** Of the loops around what is asked for. */
  readonly #loops = new Map<Local, Loop>()

  constructor(body: readonly Stmt[], index: Local, isNatural: boolean) {
    this.#index = index
    this.#isNatural = isNatural
    this.#collect(body)
  }

  #collect(list: readonly Stmt[]): void {
    const value = (expr: Expr): void => {
      if (expr.k === "seq") this.#collect(expr.before)
      for (const part of partsOf(expr)) value(part)
    }
    for (const stmt of list) {
      for (const expr of valuesOf(stmt)) value(expr)
      if (stmt.k === "set") this.#sets.set(stmt.local, [...(this.#sets.get(stmt.local) ?? []), stmt.value])
      if (stmt.k === "store") this.#written.add(stmt.array)
      if (stmt.k === "prange")
        for (const one of [stmt.index, ...stmt.reductions.map(({ local }) => local)]) this.#hide(one)
      for (const inner of listsOf(stmt)) this.#collect(inner)
    }
  }

  /** Nothing is known of it. */
  #hide(local: Local): void {
    const self: Expr = { k: "get", rep: local.rep, local }
    this.#sets.set(local, [self, self])
  }

  /** Is it set in the body? */
  isSet(local: Local): boolean {
    return this.#sets.has(local)
  }

  /** What is asked for within it lies in a loop. */
  within(loop: Extract<Stmt, { k: "loop" }>, work: () => void): void {
    const counted = countedBy(loop)
    const before = counted && this.#loops.get(counted.counter)
    if (counted !== undefined) this.#loops.set(counted.counter, { ...counted, update: loop.update })
    work()
    if (counted !== undefined && before === undefined) this.#loops.delete(counted.counter)
    else if (counted !== undefined) this.#loops.set(counted.counter, before!)
  }

  /** An expression without conversions, and without variables that are set once. */
  resolved(expr: Expr): Expr {
    if (expr.k === "convert" && (expr.how === "exact" || expr.how === "wrap")) return this.resolved(expr.a)
    if (expr.k === "index" || expr.k === "whole") return this.resolved(expr.a)
    const sets = expr.k === "get" ? this.#sets.get(expr.local) : undefined
    if (expr.k !== "get" || sets?.length !== 1 || this.#resolving.has(expr.local)) return expr
    this.#resolving.add(expr.local)
    const value = this.resolved(sets[0]!)
    this.#resolving.delete(expr.local)
    return value
  }

  /** Are they written alike? */
  isSame(a: Expr, b: Expr): boolean {
    const [x, y] = [this.resolved(a), this.resolved(b)]
    if (x === y) return true
    if (x.k !== y.k || (x.k !== "const" && x.rep !== y.rep)) return false
    if (x.k === "get") return x.local === (y as typeof x).local
    if (x.k === "const") return x.value === (y as typeof x).value
    if (x.k === "load" && x.array !== (y as typeof x).array) return false
    if ("op" in x && x.op !== (y as typeof x).op) return false
    if ("how" in x && x.how !== (y as typeof x).how) return false
    if (x.k === "call" && x.fn !== (y as typeof x).fn) return false
    if (x.k === "seq" || x.k === "random" || x.k === "bigint") return false
    const [p, q] = [partsOf(x), partsOf(y)]
    return p.length === q.length && p.every((part, i) => this.isSame(part, q[i]!))
  }

  /** Is it the same for all iterations? */
  isUniform(expr: Expr): boolean {
    const value = this.resolved(expr)
    let known = this.#uniform.get(value)
    if (known === undefined) this.#uniform.set(value, (known = this.#computeUniform(value)))
    return known
  }

  #computeUniform(value: Expr): boolean {
    if (value.k === "get") return value.local !== this.#index && !this.#sets.has(value.local)
    if (value.k === "load" && this.#written.has(value.array)) return false
    if (value.k === "seq" || value.k === "random") return false
    return partsOf(value).every((part) => this.isUniform(part))
  }

  /** The place of an index, if no two iterations have the same; else undefined. */
  placeOf(index: Expr): Place | undefined {
    const terms = this.#terms(index)
    if (terms.length > most) return undefined
    const lines = terms.flatMap((term) => {
      const stride = this.#strideOf(term.expr)
      return stride === undefined ? [] : [{ term, stride }]
    })
    if (lines.length !== 1) return undefined
    const [{ term: line, stride }] = lines as [(typeof lines)[0]]
    const others = terms.filter((term) => term !== line)
    const same = others.filter(({ expr }) => this.isUniform(expr))
    const offset = same.filter(({ expr }) => expr.k !== "const")
    const shift = same.reduce((sum, { expr, isLess }) => {
      return expr.k === "const" ? sum + (isLess ? -expr.value : expr.value) : sum
    }, 0)
    const digits = others.filter((term) => !same.includes(term))
    const at = { stride, shift, offset }
    if (digits.length === 0) return { ...at, digits: { low: 0, high: 0 } }
    const size = this.resolved(stride)
    if (size.k !== "const") {
      const isRow = digits.length === 1 && !digits[0]!.isLess && this.#isBelow(digits[0]!.expr, size)
      return isRow ? { ...at, digits: undefined } : undefined
    }
    let [low, high] = [0, 0]
    for (const { expr, isLess } of digits) {
      const range = this.#rangeOf(expr)
      if (range === undefined) return undefined
      low += isLess ? -range.high : range.low
      high += isLess ? -range.low : range.high
    }
    return high - low < Math.abs(size.value) ? { ...at, digits: { low, high } } : undefined
  }

  /** Sums and differences as their parts. */
  #terms(expr: Expr, isLess = false): Term[] {
    const value = this.resolved(expr)
    if (value.k !== "binary" || (value.op !== "add" && value.op !== "sub")) return [{ expr: value, isLess }]
    const first = this.#terms(value.a, isLess)
    if (first.length > most) return first
    return [...first, ...this.#terms(value.b, value.op === "sub" ? !isLess : isLess)]
  }

  /** What the iteration is multiplied by, in the counter itself or in a product of it, or of a place. */
  #strideOf(expr: Expr): Expr | undefined {
    const value = this.resolved(expr)
    if (value.k === "get") return value.local === this.#index ? { k: "const", rep: "i32", value: 1 } : undefined
    if (value.k !== "binary") return undefined
    if (value.op === "shl" && value.b.k === "const") {
      return this.#isOwn(value.a) ? { k: "const", rep: "i32", value: 2 ** (value.b.value & 31) } : undefined
    }
    if (value.op !== "mul") return undefined
    if (this.isUniform(value.b) && this.#isOwn(value.a)) return this.#nonzero(value.b)
    return this.isUniform(value.a) && this.#isOwn(value.b) ? this.#nonzero(value.a) : undefined
  }

  #nonzero(stride: Expr): Expr | undefined {
    const value = this.resolved(stride)
    return value.k === "const" && value.value === 0 ? undefined : value
  }

  #isOwn(expr: Expr): boolean {
    return this.placeOf(expr) !== undefined
  }

  /** Is it from 0 to below the stride, by the loop that counts it? */
  #isBelow(expr: Expr, stride: Expr): boolean {
    const value = this.resolved(expr)
    const loop = value.k === "get" ? this.#loops.get(value.local) : undefined
    if (value.k !== "get" || loop === undefined || !this.#counts(value.local, loop)) return false
    const bound = this.resolved(loop.bound)
    if (!loop.isInclusive && this.isSame(bound, stride)) return true
    const less = bound.k === "binary" && bound.op === "sub" ? this.resolved(bound.b) : undefined
    if (bound.k !== "binary" || less?.k !== "const" || !this.isSame(bound.a, stride)) return false
    return less.value >= (loop.isInclusive ? 1 : 0)
  }

  /** Does it begin at 0 or more, and only grow? */
  #counts(local: Local, { update }: Loop): boolean {
    const sets = this.#sets.get(local) ?? []
    const steps = update.flatMap((stmt) => (stmt.k === "set" && stmt.local === local ? [stmt.value] : []))
    const firsts = sets.filter((value) => !steps.includes(value))
    const isStep = (value: Expr): boolean => {
      if (value.k !== "binary" || value.op !== "add" || value.b.k !== "const" || !(value.b.value > 0)) return false
      return value.a.k === "get" && value.a.local === local
    }
    return (
      steps.length > 0 && steps.every(isStep) && firsts.length > 0 && firsts.every((one) => this.#isNaturalValue(one))
    )
  }

  #isNaturalValue(expr: Expr): boolean {
    const value = this.resolved(expr)
    if (value.k === "const") return value.value >= 0
    if (value.k === "get" && value.local === this.#index) return this.#isNatural
    if (value.k === "get") {
      const loop = this.#loops.get(value.local)
      return loop !== undefined && this.#counts(value.local, loop)
    }
    return value.k === "binary" && value.op === "add" && this.#isNaturalValue(value.a) && this.#isNaturalValue(value.b)
  }

  /** Between which constants it lies. */
  #rangeOf(expr: Expr): { readonly low: number; readonly high: number } | undefined {
    const value = this.resolved(expr)
    if (value.k === "const") return { low: value.value, high: value.value }
    if (value.k === "get") {
      const loop = this.#loops.get(value.local)
      const bound = loop && this.resolved(loop.bound)
      if (loop === undefined || bound?.k !== "const" || !this.#counts(value.local, loop)) return undefined
      return { low: 0, high: bound.value - (loop.isInclusive ? 0 : 1) }
    }
    if (value.k !== "binary") return undefined
    const [a, b] = [this.#rangeOf(value.a), this.#rangeOf(value.b)]
    if (b !== undefined && b.low === b.high && b.low >= 0 && value.rep === "i32") {
      if (value.op === "rem" && b.low > 0) return { low: 0, high: b.low - 1 }
      if (value.op === "and") return { low: 0, high: b.low }
    }
    if (a === undefined || b === undefined) return undefined
    if (value.op === "add") return { low: a.low + b.low, high: a.high + b.high }
    if (value.op === "sub") return { low: a.low - b.high, high: a.high - b.low }
    if (value.op !== "mul" || a.low < 0 || b.low < 0) return undefined
    return { low: a.low * b.low, high: a.high * b.high }
  }
}

/** The counter of a loop, and its bound. */
function countedBy({
  test,
  late,
}: Extract<Stmt, { k: "loop" }>): { counter: Local; bound: Expr; isInclusive: boolean } | undefined {
  if (test?.k !== "compare" || late) return undefined
  const bare = (expr: Expr): Expr => (expr.k === "convert" && expr.how === "exact" ? bare(expr.a) : expr)
  const [a, b] = [bare(test.a), bare(test.b)]
  if (a.k === "get" && (test.op === "lt" || test.op === "le")) {
    return { counter: a.local, bound: test.b, isInclusive: test.op === "le" }
  }
  if (b.k === "get" && (test.op === "gt" || test.op === "ge")) {
    return { counter: b.local, bound: test.a, isInclusive: test.op === "ge" }
  }
  return undefined
}
