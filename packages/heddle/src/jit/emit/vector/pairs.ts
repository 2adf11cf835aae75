import type { Expr, Local, Stmt } from "../../ir/index.ts"
import { Op } from "../opcodes.ts"
import { Vector } from "./codes.ts"
import type { Lanes } from "./lanes.ts"
import { stored, written } from "./memory.ts"
import type { Values } from "./values.ts"

/** Where in a thread's scratch eight numbers lie for a moment. */
const passing = 32_704

/** Writes statements of two quarters, side by side. */
export class Pairs {
  readonly #lanes: Lanes
  readonly #values: readonly Values[]
  readonly #single: (stmt: Stmt, quarter: number, isFirst: boolean) => void

  /** `single` writes a statement of one quarter. */
  constructor(
    lanes: Lanes,
    values: readonly Values[],
    single: (stmt: Stmt, quarter: number, isFirst: boolean) => void,
  ) {
    this.#lanes = lanes
    this.#values = values
    this.#single = single
  }

  /** Two quarters, with their stores side by side: a processor with wider vectors may make one of them. */
  run(run: readonly Stmt[], pair: readonly number[], isFirst: boolean): void {
    for (let i = 0; i < run.length;) {
      let end = i
      while (end < run.length && run[end]!.k !== "store") end++
      for (const stmt of run.slice(i, end)) {
        if (this.#isGuarded(stmt)) this.#guarded(stmt, pair)
        else for (const quarter of pair) this.#single(stmt, quarter, isFirst && quarter === pair[0])
      }
      const last = run[end]
      if (last?.k === "store") written(pair.map((quarter) => stored(this.#values[quarter]!, last)))
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
    pass(this.#lanes, near, pair)
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
      passed(this.#lanes, quarter)
      body.set(this.#lanes.vector(local, quarter))
    }
  }
}

/**
 * Vectors of some quarters go by way of memory: V8 makes wider ones of two that are stored side by side, and of what they were
 * computed from.
 */
export function byMemory(lanes: Lanes, vectors: readonly Local[], group: readonly number[]): void {
  // With addresses of 64 bits there are no wider vectors.
  if (lanes.body.bits === 64) return
  pass(lanes, vectors, group)
  for (const [i, quarter] of group.entries()) {
    passed(lanes, quarter)
    lanes.body.set(vectors[i]!)
  }
}

function pass(lanes: Lanes, vectors: readonly Local[], group: readonly number[]): void {
  const { body } = lanes
  // The first of two last: V8 writes it twice otherwise.
  for (const [i, quarter] of [...group.entries()].toReversed()) {
    body.get(body.scratch).get(vectors[i]!)
    lanes.memory(Vector.store, 3, passing + 16 * quarter)
  }
  body.isWide = true
}

function passed(lanes: Lanes, quarter: number): void {
  lanes.body.get(lanes.body.scratch)
  lanes.memory(Vector.load, 3, passing + 16 * quarter)
}
