import { elementShift } from "../../ir/index.ts"
import type { ArrayRef, Expr, Label, Local } from "../../ir/index.ts"
import { byConstant, codesOf, widened } from "../addresses.ts"
import type { FunctionBody } from "../function-body.ts"
import { Op } from "../opcodes.ts"
import { Vector, width } from "./codes.ts"
import type { VectorPlan } from "./plan.ts"
import { isSame } from "./same.ts"

/** Iterations that are done at once: the lanes of the tree that a reduction is. */
export const together = 8
/** Vectors that they are. */
export const quarters: number = together / width

/** Which vectors are where while eight iterations are written. */
export class Lanes {
  readonly body: FunctionBody
  readonly plan: VectorPlan
  /** The loop's counter, and what it is in the first of the eight. */
  readonly index: Local
  readonly first: Local
  readonly #vectors = new Map<Local, Local[]>()
  /** What is the same for all iterations, as a vector. */
  readonly #splats = new Map<string | Local | Expr, Local>()
  readonly #places: {
    readonly array: ArrayRef
    readonly offset: Expr | undefined
    readonly base: Local
    readonly address: Local
  }[] = []
  /** The first counter of the eight, and what is added to it, as a vector. */
  readonly #counters: { readonly offset: Expr | undefined; readonly vector: Local }[] = []
  /** Of each quarter the iterations that are active; undefined: both. */
  readonly masks: (Local | undefined)[] = Array.from({ length: quarters }, () => undefined)
  /** Of labels that are open: the iterations of each quarter that have not left to it. */
  readonly here: Map<Label, readonly Local[]> = new Map()
  /** Of masks: those of `outer` for which the test holds, or does not. */
  readonly chosen: Map<Local, { readonly outer: Local | undefined; readonly test: Local; readonly isNot: boolean }> =
    new Map()

  constructor(body: FunctionBody, plan: VectorPlan, index: Local, first: Local) {
    this.body = body
    this.plan = plan
    this.index = index
    this.first = first
  }

  op(...codes: readonly number[]): this {
    for (const code of codes) this.body.op(Vector.prefix).code.unsigned(code)
    return this
  }

  /** An instruction that names memory. Arrays from elsewhere lie as they lay: at multiples of their elements. */
  memory(code: number, align: number, offset: number): this {
    this.op(code)
    this.body.op(align).code.unsigned(offset)
    return this
  }

  lane(code: number, lane: number): this {
    this.op(code)
    this.body.op(lane)
    return this
  }

  /** The vector of a variable in a quarter. */
  vector(local: Local, quarter: number): Local {
    let list = this.#vectors.get(local)
    if (list === undefined) {
      list = Array.from({ length: quarters }, () => this.body.temporary("v128"))
      this.#vectors.set(local, list)
    }
    return list[quarter]!
  }

  /** Before the loop: where the neighbours of accesses lie whose place does not change. */
  locate(): void {
    const { body } = this
    for (const { array, at } of this.plan.places) {
      if (this.#places.some((one) => one.array === array && isSame(one.offset, at.offset))) continue
      const base = body.temporary("address")
      body.get(array.pointer)
      if (at.offset !== undefined) {
        body.value(at.offset)
        if (body.bits === 32) body.op(Op.i32WrapI64)
        byConstant(body, "shl", elementShift[array.element]).op(codesOf(body).add!)
      }
      body.set(base)
      this.#places.push({ array, offset: at.offset, base, address: body.temporary("address") })
    }
  }

  /** At the beginning of each eight iterations. What all quarters need is computed once: else V8 makes no wider vectors of it. */
  advance(): void {
    this.#counters.length = 0
    for (const { offset } of this.plan.counters) {
      if (this.#counters.some((one) => isSame(one.offset, offset))) continue
      this.#splatCounter(offset)
      this.#counters.push({ offset, vector: this.saved() })
    }
    for (const { array, base, address } of this.#places) {
      widened(this.body.get(base).get(this.first), true)
      byConstant(this.body, "shl", elementShift[array.element]).op(codesOf(this.body).add!).set(address)
    }
  }

  /** The address of the first of the eight, as far as it is known before they begin. */
  address(array: ArrayRef, offset: Expr | undefined): Local | undefined {
    return this.#places.find((one) => one.array === array && isSame(one.offset, offset))?.address
  }

  /** Keeps a value that is the same for all as a vector from here on. */
  keep(expr: Expr): void {
    const name = nameOf(expr)
    if (this.#splats.has(name)) return
    const local = this.body.temporary("v128")
    this.splatted(expr)
    this.body.set(local)
    this.#splats.set(name, local)
  }

  kept(expr: Expr): Local | undefined {
    return this.#splats.get(nameOf(expr))
  }

  /** The same number in both. */
  splatted(expr: Expr): void {
    this.body.value(asFloat(expr))
    this.op(Vector.splatF64)
  }

  /** A vector in a variable of its own. */
  saved(): Local {
    const local = this.body.temporary("v128")
    this.body.set(local)
    return local
  }

  /** Writes something that only concerns some of the iterations of a quarter. */
  within(quarter: number, mask: Local | undefined, write: () => void): void {
    const before = this.masks[quarter]
    this.masks[quarter] = mask
    write()
    this.masks[quarter] = before
  }

  /** Not 0 where one of the two iterations is active; the mask must be there. */
  isActive(mask: Local, lane: number): void {
    this.body.get(mask)
    this.lane(Vector.extractI64, lane)
    this.body.op(Op.i32WrapI64)
  }

  /** 1 where an iteration of these quarters is active. */
  anyActive(list: readonly number[]): void {
    for (const [i, quarter] of list.entries()) {
      this.body.get(this.masks[quarter]!)
      if (i > 0) this.op(Vector.or)
    }
    this.op(Vector.anyTrue)
  }

  /** Two masks become one: those of the first that are, or are not, in the second. */
  both(outer: Local | undefined, test: Local, isNot: boolean): Local {
    if (outer === undefined) {
      if (!isNot) return test
      this.body.get(test)
      this.op(Vector.not)
    } else {
      this.body.get(outer).get(test)
      this.op(isNot ? Vector.andNot : Vector.and)
    }
    const mask = this.saved()
    this.chosen.set(mask, { outer, test, isNot })
    return mask
  }

  /** The mask of all iterations. */
  everybody(): void {
    this.op(Vector.const)
    this.body.op(...Array.from({ length: 16 }, () => 0xff))
  }

  /** The counter and what is added to it, in the first of the eight iterations, twice. */
  counterVector(offset: Expr | undefined): void {
    const known = this.#counters.find((one) => isSame(one.offset, offset))
    if (known === undefined) this.#splatCounter(offset)
    else this.body.get(known.vector)
  }

  #splatCounter(offset: Expr | undefined): void {
    this.counter(offset)
    this.body.op(Op.f64ConvertI64S)
    this.op(Vector.splatF64)
  }

  /** The counter and what is added to it, in the first of the eight iterations: an i64. */
  counter(offset: Expr | undefined): void {
    this.body.get(this.first).op(Op.i64ExtendI32S)
    if (offset !== undefined) this.body.value(offset).op(Op.i64Add)
  }
}

/** -0 is not 0. */
function nameOf(expr: Expr): string | Local | Expr {
  if (expr.k === "get") return expr.local
  if (expr.k !== "const") return expr
  return Object.is(expr.value, -0) ? "-0" : String(expr.value)
}

/** Any number as the float64 that it is. */
export function asFloat(expr: Expr): Expr {
  if (expr.rep === "f64") return expr
  if (expr.k === "const") return { k: "const", rep: "f64", value: expr.value }
  return { k: "convert", rep: "f64", how: "exact", a: expr }
}
