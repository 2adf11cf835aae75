import type { Expr, Local, Reduction, Stmt } from "../../ir/index.ts"
import { Op } from "../opcodes.ts"
import { Vector, vectorBinary } from "./codes.ts"
import { work } from "./costs.ts"
import type { Lanes } from "./lanes.ts"
import { stored } from "./memory.ts"
import type { Values } from "./values.ts"

/** Where in a thread's scratch twice eight numbers lie for a moment. */
const passing = 32_640
/** In operations: from here on a detour through memory is worth it. */
const muchWork = 12

/** What is added to a variable: one vector, or the two factors of a product. */
interface Addend {
  readonly local: Local
  readonly parts: readonly Expr[]
  readonly code: number
}

/** Writes statements of two quarters, side by side. */
export class Pairs {
  readonly #lanes: Lanes
  readonly #values: readonly Values[]
  readonly #reductions: readonly Reduction[]
  readonly #single: (stmt: Stmt, quarter: number, isFirst: boolean) => void

  /** `single` writes a statement of one quarter. */
  constructor(
    lanes: Lanes,
    values: readonly Values[],
    reductions: readonly Reduction[],
    single: (stmt: Stmt, quarter: number, isFirst: boolean) => void,
  ) {
    this.#lanes = lanes
    this.#values = values
    this.#reductions = reductions
    this.#single = single
  }

  /** Two quarters, with their stores side by side: a processor with wider vectors may make one of them. */
  run(run: readonly Stmt[], pair: readonly number[], isFirst: boolean): void {
    for (let i = 0; i < run.length;) {
      let end = i
      while (end < run.length && run[end]!.k !== "store" && this.#addend(run[end]!) === undefined) end++
      for (const stmt of run.slice(i, end)) {
        if (this.#isGuarded(stmt)) this.#guarded(stmt, pair)
        else for (const quarter of pair) this.#single(stmt, quarter, isFirst && quarter === pair[0])
      }
      const last = run[end]
      if (last?.k === "store") {
        const writes = pair.map((quarter) => stored(this.#values[quarter]!, last))
        for (const write of writes) write()
      } else if (last !== undefined) this.#sum(this.#addend(last)!, pair)
      i = end + 1
    }
  }

  /** Is it a choice between what vectors compute and a call of JavaScript, for what they cannot? */
  #isGuarded(stmt: Stmt): stmt is Extract<Stmt, { k: "set" }> {
    if (stmt.k !== "set" || stmt.value.k !== "if" || !stmt.local.isInner) return false
    return stmt.value.no.k === "call" && !this.#lanes.plan.isUniform(stmt.value.test)
  }

  /** The two quarters ask together whether anybody has to call. */
  #guarded({ local, value }: Extract<Stmt, { k: "set" }>, pair: readonly number[]): void {
    const { body, masks } = this.#lanes
    const { test, yes, no } = value as Extract<Expr, { k: "if" }>
    const far = pair.map((quarter) => {
      this.#values[quarter]!.truth(test)
      const near = this.#lanes.saved()
      return this.#lanes.both(masks[quarter], near, true)
    })
    const near = pair.map((quarter) => {
      this.#values[quarter]!.value(yes)
      return this.#lanes.saved()
    })
    this.#pass(near, pair)
    for (const [i, mask] of far.entries()) {
      body.get(mask)
      if (i > 0) this.#lanes.op(Vector.or)
    }
    this.#lanes.op(Vector.anyTrue)
    body.open(Op.if)
    for (const [i, quarter] of pair.entries()) {
      this.#lanes.within(quarter, far[i], () => this.#values[quarter]!.value(no))
      const exact = this.#lanes.saved()
      body.get(body.scratch).get(exact).get(near[i]!).get(far[i]!)
      this.#lanes.op(Vector.select).memory(Vector.store, 3, passing + 16 * quarter)
    }
    body.close()
    for (const quarter of pair) {
      this.#passed(quarter)
      body.set(this.#lanes.vector(local, quarter))
    }
  }

  /**
   * Vectors go by way of memory: V8 makes wider ones of two that are stored side by side, and of what they were computed
   * from.
   */
  #pass(vectors: readonly Local[], pair: readonly number[], list = 0): void {
    const { body } = this.#lanes
    for (const [i, quarter] of pair.entries()) {
      body.get(body.scratch).get(vectors[i]!)
      this.#lanes.memory(Vector.store, 3, passing + 64 * list + 16 * quarter)
    }
    body.isWide = true
  }

  #passed(quarter: number, list = 0): void {
    this.#lanes.body.get(this.#lanes.body.scratch)
    this.#lanes.memory(Vector.load, 3, passing + 64 * list + 16 * quarter)
  }

  /** What a statement adds to a reduction, if that takes long to compute. */
  #addend(stmt: Stmt): Addend | undefined {
    if (stmt.k !== "set" || stmt.local.rep !== "f64") return undefined
    const { local, value } = stmt
    const isOwn = (expr: Expr): boolean => expr.k === "get" && expr.local === local
    let addend: Addend | undefined
    if (value.k === "binary" && isOwn(value.a) && vectorBinary[value.op] !== undefined) {
      addend = { local, parts: [value.b], code: vectorBinary[value.op]! }
    } else if (value.k === "fused" && isOwn(value.c)) {
      addend = { local, parts: [value.a, value.b], code: value.isNegative ? Vector.f64Nmadd : Vector.f64Madd }
    }
    if (addend === undefined || !this.#reductions.some((one) => one.local === local)) return undefined
    const cost = addend.parts.reduce((sum, part) => sum + work(part), 0)
    return cost >= muchWork && this.#lanes.masks.every((mask) => mask === undefined) ? addend : undefined
  }

  /** Adds to the partial results. */
  #sum({ local, parts, code }: Addend, pair: readonly number[]): void {
    const { body } = this.#lanes
    for (const [i, part] of parts.entries()) {
      const added = pair.map((quarter) => {
        this.#values[quarter]!.value(part)
        return this.#lanes.saved()
      })
      this.#pass(added, pair, i)
    }
    for (const quarter of pair) {
      const vector = this.#lanes.vector(local, quarter)
      if (parts.length === 1) body.get(vector)
      for (const i of parts.keys()) this.#passed(quarter, i)
      if (parts.length === 2) body.get(vector)
      this.#lanes.op(code)
      body.set(vector)
    }
  }
}
