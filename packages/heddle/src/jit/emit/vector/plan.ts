import { Local, partsOf } from "../../ir/index.ts"
import type { ArrayRef, Expr, Label, PrangeStmt, Stmt } from "../../ir/index.ts"
import { moved } from "./affine.ts"
import type { Access, Affine } from "./affine.ts"
import { breaksIn } from "./breaks.ts"
import { canFail, gainOf, innerTrips } from "./costs.ts"
import { flattened } from "./flatten.ts"
import { occurrencesIn } from "./occurrences.ts"
import type { Occurrences } from "./occurrences.ts"

type Load = Extract<Expr, { k: "load" }>

/** Why a loop is not done two iterations at a time. */
export class Refused extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = "Refused"
  }
}

/** With less gain, in operations of float64, a loop is done one by one. */
export const worth: { least: number } = { least: 0 }
/** What elements cost that are not neighbours. */
const laneCost = 3
/** Two neighbours at once: of float64 that is less to do, of others they must be converted. */
const pairGain = 0.5
/** What it costs a round of a loop that iterations leave one after the other: all wait for the last. */
const waitCost = 4
const movesArray = "it changes what an array is a part of"
const asksPlaces = "iterations ask where parts of arrays lie"

/**
 * What is the same for all iterations of a loop and what is not, found by repeating the walk until nothing new becomes
 * different. What differs lives in vectors of float64, integers too: all int32 are float64, and no operation on them that
 * does not wrap can tell.
 *
 * @throws Refused
 */
export class VectorPlan {
  /** The loop with its statements in the order in which vectors go through them. */
  readonly loop: PrangeStmt
  readonly #varying = new Set<Local>()
  readonly #occurrences: Occurrences
  /** Variables that hold an index of an array, and are set once. */
  readonly #indices = new Map<Local, Expr>()
  /** Variables that are the counter and something: what is added is kept when they are set, if it may change. */
  readonly #affines = new Map<Local, { readonly at: Affine; readonly kept: Local | undefined; readonly from: Expr }>()
  /** Those that keep what is added. */
  readonly #kept = new Set<Local>()
  readonly #divergent = new Set<Label>()
  /** Labels that are open, and how many decisions were around them on which iterations may disagree. */
  readonly #depths = new Map<Label, number>()
  #depth = 0
  /** Decisions around, whoever takes them. */
  #decisions = 0
  #changed = true
  #gain = 0
  #weight = 1
  /** What must be within its array for all iterations. */
  readonly accesses: Access[] = []
  /** Accesses to neighbours whose place the body does not change. */
  readonly places: Access[] = []
  /** What is computed with, of the counter and what is added to it before the loop. */
  readonly counters: Affine[] = []
  readonly #hoisted = new Set<Expr>()
  /** Elements that are the same for all, and that the body does not change: they are loaded before the loop. */
  readonly #fixed = new Set<Load>()

  constructor(loop: PrangeStmt) {
    if (loop.step !== 1) throw new Refused("its step is not 1")
    loop = flattened(loop)
    this.loop = loop
    this.#occurrences = occurrencesIn(loop.body)
    for (const { local } of loop.reductions) this.#varying.add(local)
    while (this.#changed) {
      this.#changed = false
      this.#gain = 0
      this.accesses.length = 0
      this.places.length = 0
      this.counters.length = 0
      this.#hoisted.clear()
      this.#fixed.clear()
      this.#depths.set(loop.next, 0)
      this.#list(loop.body)
    }
    if (this.#gain < worth.least) throw new Refused("most of it is done for each iteration by itself")
  }

  /** What vectors save in an iteration, in operations of float64. */
  get gain(): number {
    return this.#gain
  }

  isVarying(local: Local): boolean {
    return this.#varying.has(local)
  }

  /** Do iterations leave to the label each for itself? */
  isDivergent(label: Label): boolean {
    return this.#divergent.has(label)
  }

  /** Is it set in one place only? */
  isSetOnce(local: Local): boolean {
    return this.#occurrences.sets(local) === 1
  }

  /** Is it the loop's surroundings that set it? */
  isOuter(local: Local): boolean {
    return !this.isSet(local) && local !== this.loop.index
  }

  /** Does the loop's body set it? */
  isSet(local: Local): boolean {
    return this.#occurrences.sets(local) > 0
  }

  /** Does it hold an index of an array, and nothing else? */
  isIndex(local: Local): boolean {
    return this.#indices.has(local)
  }

  /** Nobody reads what an iteration that is not active had in it before. */
  isFresh(set: Stmt): boolean {
    return this.#occurrences.isFresh(set)
  }

  /** Only the loop itself, of which an iteration that has left sees nothing any more, reads what the statement sets. */
  isLoopOwn(set: Stmt, loop: Stmt): boolean {
    return this.#occurrences.isLoopOwn(set, loop)
  }

  /** What a loop inside gives to what comes after it, other than partial results. */
  leftBy(loop: Stmt): Local[] {
    const isSum = (local: Local): boolean => this.loop.reductions.some((one) => one.local === local)
    return this.#occurrences.leftBy(loop).filter((local) => this.isVarying(local) && !isSum(local))
  }

  /** Its bounds are checked before the loop. */
  isHoisted(index: Expr): boolean {
    return this.#hoisted.has(index)
  }

  /** The index expression that is meant, if it is one. */
  indexOf(expr: Expr): Extract<Expr, { k: "index" }> | undefined {
    if (expr.k === "index") return expr
    const known = expr.k === "get" ? this.#indices.get(expr.local) : undefined
    return known?.k === "index" ? known : undefined
  }

  /** The counter, the counter and something, the counter less something. */
  affine(expr: Expr): Affine | undefined {
    if (expr.k === "get") {
      return expr.local === this.loop.index ? { offset: undefined } : this.#affines.get(expr.local)?.at
    }
    if (expr.k === "convert" && expr.how === "exact") return this.affine(expr.a)
    if (expr.k !== "binary" || expr.rep === "f64" || (expr.op !== "add" && expr.op !== "sub")) return undefined
    const left = this.affine(expr.a)
    const right = expr.op === "add" ? this.affine(expr.b) : undefined
    if (left !== undefined && this.isUniform(expr.b)) return moved(left, expr.op, expr.b)
    if (right !== undefined && this.isUniform(expr.a)) return moved(right, "add", expr.a)
    return undefined
  }

  /** Is it the same for all iterations? It may be evaluated in any of them. */
  isUniform(expr: Expr): boolean {
    switch (expr.k) {
      case "get":
        return expr.local !== this.loop.index && !this.#varying.has(expr.local)
      case "load":
        // What another iteration may write.
        return !this.#occurrences.writes(expr.array) && this.isUniform(expr.index)
      case "random":
        return false
      case "seq":
        return expr.before.every((stmt) => this.#isUniformSet(stmt)) && this.isUniform(expr.value)
      default:
        return partsOf(expr).every((part) => this.isUniform(part))
    }
  }

  #isUniformSet(stmt: Stmt): boolean {
    return (
      stmt.k === "set" && !this.#varying.has(stmt.local) && this.isSetOnce(stmt.local) && this.isUniform(stmt.value)
    )
  }

  /** The variables that the body sets, and the first statement that sets each. */
  firstSets(): Iterable<[Local, Stmt]> {
    return this.#occurrences.firstSets()
  }

  /** Does its value depend on nothing that the loop's body changes? */
  isInvariant(expr: Expr): boolean {
    if (expr.k === "get" && this.#kept.has(expr.local)) return false
    if (expr.k === "get") return expr.local !== this.loop.index && this.#occurrences.sets(expr.local) === 0
    if (expr.k === "load" || expr.k === "seq" || expr.k === "index" || expr.k === "whole" || expr.k === "random")
      return false
    return partsOf(expr).every((part) => this.isInvariant(part))
  }

  /** Elements that must be there before the loop begins. */
  get fixed(): Iterable<Load> {
    return this.#fixed
  }

  /** Is it known before the loop begins, elements that do not change among it? */
  isSteady(expr: Expr): boolean {
    if (expr.k === "load") return this.#fixed.has(expr)
    if (expr.k === "seq" || expr.k === "index" || expr.k === "whole" || partsOf(expr).length === 0) {
      return this.isInvariant(expr)
    }
    return partsOf(expr).every((part) => this.isSteady(part))
  }

  /** Is it the same for the whole loop, and will all iterations need it? */
  #fix(expr: Load): void {
    const { array, index } = expr
    if (this.#depth + this.#decisions > 0 || index.k !== "index" || index.a.rep === "f64") return
    const isMoved = this.#occurrences.sets(array.pointer) > 0 || this.#occurrences.sets(array.length) > 0
    if (!isMoved && this.isInvariant(index.a)) this.#fixed.add(expr)
  }

  #becomes(local: Local): void {
    if (this.#varying.has(local)) return
    this.#varying.add(local)
    this.#changed = true
  }

  #list(list: readonly Stmt[], inExpression = false): void {
    const depth = this.#depth
    for (const stmt of list) {
      this.#statement(stmt, inExpression)
      // Behind it are only those that did not leave.
      if ([...breaksIn(stmt)].some((label) => this.#divergent.has(label) && this.#depths.has(label))) this.#depth++
    }
    this.#depth = depth
  }

  #statement(stmt: Stmt, inExpression: boolean): void {
    switch (stmt.k) {
      case "set":
        return this.#set(stmt, inExpression)
      case "store":
        this.#index(stmt.index, stmt.array, 1)
        return this.#value(stmt.value)
      case "drop":
        return this.#value(stmt.value)
      case "if":
        this.#value(stmt.test)
        this.#decisions++
        this.#deeper(this.isUniform(stmt.test) ? 0 : 1, () => {
          this.#list(stmt.yes)
          this.#list(stmt.no)
        })
        this.#decisions--
        return
      case "loop":
        return this.#inner(stmt)
      case "block":
        this.#depths.set(stmt.exit, this.#depth)
        this.#list(stmt.body)
        this.#depths.delete(stmt.exit)
        return
      case "break":
        if (this.#depth > this.#depths.get(stmt.to)! && !this.#divergent.has(stmt.to)) {
          this.#divergent.add(stmt.to)
          this.#changed = true
        }
        return
      case "return":
        throw new Refused("it returns")
      default:
        throw new Refused("there is another prange inside")
    }
  }

  #set(stmt: Extract<Stmt, { k: "set" }>, inExpression: boolean): void {
    const { local, value } = stmt
    if (value.k === "index" && this.isSetOnce(local)) {
      this.#indices.set(local, value)
      this.#index(value, value.array, 0, false)
      return this.#becomes(local)
    }
    if (local.rep === "address" && !this.isUniform(value)) throw new Refused(movesArray)
    this.#value(value)
    if (this.#isAffine(stmt)) return this.#becomes(local)
    const isUniform = this.isUniform(value) && !this.#isSplit(stmt, inExpression)
    if (isUniform) return
    if (local.rep === "address") throw new Refused(movesArray)
    this.#becomes(local)
  }

  /** Is the variable the counter and something, wherever it is used? */
  #isAffine(stmt: Extract<Stmt, { k: "set" }>): boolean {
    const { local, value } = stmt
    this.#affines.delete(local)
    if (value.k === "get" || local.rep === "f64" || !this.isSetOnce(local) || !this.isFresh(stmt)) return false
    const at = this.affine(value)
    if (at === undefined) return false
    if (at.offset === undefined || this.isInvariant(at.offset)) {
      this.#affines.set(local, { at, kept: undefined, from: value })
      return true
    }
    const kept = new Local("offset", "i64")
    this.#kept.add(kept)
    this.#affines.set(local, { at: { offset: { k: "get", rep: "i64", local: kept } }, kept, from: at.offset })
    return true
  }

  /** What a variable that is the counter and something keeps of what is added, if it must: it needs no vector. */
  affineSet(local: Local): { readonly kept: Local | undefined; readonly from: Expr } | undefined {
    return this.#affines.get(local)
  }

  /** May iterations disagree on whether it happens, or would it happen more than once? */
  #isSplit(stmt: Extract<Stmt, { k: "set" }>, inExpression: boolean): boolean {
    if (inExpression && !this.isSetOnce(stmt.local)) return true
    if (this.#depth === 0) return false
    // What nobody else sees may be evaluated for nothing, if it cannot fail.
    return !(this.isSetOnce(stmt.local) && this.isFresh(stmt) && !canFail(stmt.value))
  }

  #inner(stmt: Extract<Stmt, { k: "loop" }>): void {
    const { exit, next, test, body, update } = stmt
    const weight = this.#weight
    this.#weight *= innerTrips
    const walk = (): void => {
      this.#depths.set(exit, this.#depth)
      this.#depths.set(next, this.#depth)
      if (test !== undefined) this.#value(test)
      this.#list(body)
      this.#depths.delete(next)
      this.#list(update)
      this.#depths.delete(exit)
    }
    const isSplit = (test !== undefined && !this.isUniform(test)) || this.#divergent.has(exit)
    if (isSplit) this.#gain -= waitCost * this.#weight
    this.#deeper(isSplit ? 1 : 0, walk)
    this.#weight = weight
  }

  #deeper(by: number, walk: () => void): void {
    this.#depth += by
    walk()
    this.#depth -= by
  }

  /** What an access is: at neighbouring elements, or anywhere. `stores`: 1 where it writes. */
  #index(expr: Expr, array: ArrayRef, stores: number, isAccess = true): void {
    if (this.#occurrences.sets(array.pointer) > 0) throw new Refused(movesArray)
    const index = this.indexOf(expr)
    const at = index === undefined ? undefined : this.affine(index.a)
    if (index !== undefined && at !== undefined) {
      if (isAccess) this.#gain += this.#weight * (array.element === "f64" ? pairGain : -pairGain)
      const isFixed = at.offset === undefined || this.isInvariant(at.offset)
      if (isFixed) this.places.push({ array, at })
      const isAsked = !index.safe && index.isUnchecked !== true
      if (isFixed && isAsked && this.#depth === 0 && !this.#hoisted.has(index)) {
        this.#hoisted.add(index)
        this.accesses.push({ array, at })
      }
      return
    }
    const gain = this.#gain
    if (index !== undefined && expr === index) this.#value(index.a)
    // What is only computed to be taken apart again is no gain.
    this.#gain = Math.min(gain, this.#gain)
    if (this.isUniform(expr) && stores === 0) return
    this.#gain -= laneCost * this.#weight
  }

  #value(expr: Expr): void {
    const at = this.affine(expr)
    if (at !== undefined && (at.offset === undefined || this.isInvariant(at.offset))) this.counters.push(at)
    if (expr.k === "seq") {
      this.#list(expr.before, true)
      return this.#value(expr.value)
    }
    if (expr.k === "load") {
      if (!this.isUniform(expr)) return this.#index(expr.index, expr.array, 0)
      this.#fix(expr)
      return this.#value(expr.index)
    }
    if (expr.k === "index" && !this.isUniform(expr)) return this.#index(expr, expr.array, 0)
    if (expr.k === "if") {
      this.#value(expr.test)
      this.#decisions++
      this.#deeper(this.isUniform(expr.test) ? 0 : 1, () => {
        this.#value(expr.yes)
        this.#value(expr.no)
      })
      this.#decisions--
    } else for (const part of partsOf(expr)) this.#value(part)
    if (this.isUniform(expr)) return
    if (expr.rep === "address") throw new Refused(asksPlaces)
    this.#gain += gainOf(expr) * this.#weight
  }
}
