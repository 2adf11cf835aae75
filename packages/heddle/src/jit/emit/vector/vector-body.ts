import { Label } from "../../ir/index.ts"
import type { Stream, Expr, Local, PrangeStmt, Stmt } from "../../ir/index.ts"
import type { FunctionBody } from "../function-body.ts"
import { Op } from "../opcodes.ts"
import { within } from "./bounds.ts"
import { breaksIn } from "./breaks.ts"
import { Vector } from "./codes.ts"
import { isCostly } from "./costs.ts"
import { Lanes, quarters } from "./lanes.ts"
import { Leaving } from "./leaving.ts"
import { checked, stored } from "./memory.ts"
import type { VectorPlan } from "./plan.ts"
import { byMemory, Pairs } from "./pairs.ts"
import { leaveLanes, seedLanes } from "./streams.ts"
import { keepUniforms } from "./uniforms.ts"
import { Values } from "./values.ts"

type Loop = Extract<Stmt, { k: "loop" }>
type If = Extract<Stmt, { k: "if" }>
type Block = Extract<Stmt, { k: "block" }>

const all: readonly number[] = Array.from({ length: quarters }, (_, quarter) => quarter)

/** Writes eight iterations of a loop, two at a time. */
export class VectorBody {
  readonly #lanes: Lanes
  readonly #loop: PrangeStmt
  readonly #values: readonly Values[]
  readonly #leaving: Leaving
  readonly #pairs: Pairs
  /** Divergent loops around, innermost last, with the masks of those that are still in them. */
  readonly #loops: { readonly stmt: Stmt; readonly active: readonly Local[] }[] = []

  /** `first`: the counter in the first of the eight. */
  constructor(body: FunctionBody, plan: VectorPlan, first: Local) {
    this.#loop = plan.loop
    this.#lanes = new Lanes(body, plan, plan.loop.index, first)
    this.#leaving = new Leaving(this.#lanes)
    this.#values = Array.from(
      { length: quarters },
      (_, quarter) => new Values(this.#lanes, quarter, (list, one) => this.#list(list, [one])),
    )
    this.#pairs = new Pairs(this.#lanes, this.#values, (stmt, quarter, isFirst) => this.#single(stmt, quarter, isFirst))
  }

  /** Before the loop: partial results begin with what changes nothing, and what is the same for all is made a vector. */
  begin(): void {
    const { body } = this.#lanes
    for (const { local, identity } of this.#loop.reductions) {
      this.#lanes.splatted({ k: "const", rep: "f64", value: identity })
      const vector = this.#lanes.saved()
      for (let quarter = 0; quarter < quarters; quarter++) body.get(vector).set(this.#lanes.vector(local, quarter))
    }
    keepUniforms(this.#lanes, this.#loop.body)
    this.#lanes.locate()
  }

  /** After the loop: each of the eight partial results of each reduction. `place` writes the address of the first. */
  end(place: (reduction: number) => void): void {
    const { body } = this.#lanes
    for (const [r, { local }] of this.#loop.reductions.entries()) {
      if (local.rep === "f64") {
        place(r)
        const address = body.temporary("address")
        body.set(address)
        for (let quarter = quarters - 1; quarter >= 0; quarter--) {
          body.get(address).get(this.#lanes.vector(local, quarter))
          this.#lanes.memory(Vector.store, 3, quarter * 16)
        }
        body.isWide = true
        continue
      }
      for (let quarter = 0; quarter < quarters; quarter++) {
        for (let lane = 0; lane < 2; lane++) {
          place(r)
          body.get(this.#lanes.vector(local, quarter))
          this.#lanes.lane(Vector.extractF64, lane)
          body.op(Op.saturating, 2, Op.i32Store, 2).code.unsigned(quarter * 16 + lane * 8)
        }
      }
    }
  }

  /** Before a leaf: the streams of its eight lanes. `unit` is the first. */
  seed(random: NonNullable<PrangeStmt["random"]>, unit: Local): void {
    seedLanes(this.#lanes, random, unit)
  }

  /** After a leaf's eights: the streams lie where those that are left over find them. */
  leave(stream: Stream): void {
    leaveLanes(this.#lanes, stream)
  }

  /** Goes to `slow` unless each access is within its array for all iterations from `from` to before `to`. */
  within(from: Local, to: Local, slow: Label): void {
    within(this.#lanes, from, to, slow)
  }

  iterations(): void {
    const { body, masks, here } = this.#lanes
    const { next, body: list } = this.#loop
    masks.fill(undefined)
    this.#lanes.advance()
    this.#leaving.open(next)
    body.open(Op.block, next)
    this.#list(list, all)
    body.close()
    here.delete(next)
    masks.fill(undefined)
  }

  /** Must it be written once for several quarters? */
  #isJoint(stmt: Stmt): boolean {
    // A jump of all iterations.
    for (const label of breaksIn(stmt)) if (!this.#lanes.plan.isDivergent(label)) return true
    switch (stmt.k) {
      case "loop":
        return true
      case "set":
        return !this.#lanes.plan.isVarying(stmt.local) && !this.#lanes.plan.isSetOnce(stmt.local)
      case "if":
        return [...stmt.yes, ...stmt.no].some((one) => this.#isJoint(one))
      case "block":
        return stmt.body.some((one) => this.#isJoint(one))
      default:
        return false
    }
  }

  /** Runs of statements quarter by quarter, those that must be together together. */
  #list(list: readonly Stmt[], group: readonly number[]): void {
    for (let i = 0; i < list.length;) {
      if (this.#isJoint(list[i]!)) {
        this.#joint(list[i]!, group)
        i++
        continue
      }
      let end = i + 1
      while (end < list.length && !this.#isJoint(list[end]!)) end++
      const run = list.slice(i, end)
      for (let q = 0; q < group.length; q += 2) this.#pairs.run(run, group.slice(q, q + 2), q === 0)
      i = end
    }
  }

  #run(run: readonly Stmt[], quarter: number, isFirst: boolean): void {
    for (const stmt of run) this.#single(stmt, quarter, isFirst)
  }

  /** A statement of one quarter. */
  #single(stmt: Stmt, quarter: number, isFirst: boolean): void {
    const { body, plan } = this.#lanes
    const values = this.#values[quarter]!
    switch (stmt.k) {
      case "set": {
        if (!plan.isVarying(stmt.local)) {
          // Once for all.
          if (isFirst) body.statement(stmt)
          return
        }
        const affine = plan.affineSet(stmt.local)
        if (affine !== undefined) {
          if (isFirst && affine.kept !== undefined) body.value(affine.from).set(affine.kept)
          return
        }
        if (stmt.value.k === "index" && plan.indexOf(stmt.value) !== undefined && plan.isIndex(stmt.local)) {
          return checked(values, stmt.local, stmt.value)
        }
        return this.#set(stmt, quarter)
      }
      case "store":
        return stored(values, stmt).write()
      case "drop":
        if (plan.isUniform(stmt.value)) return isFirst ? body.statement(stmt) : undefined
        values.value(stmt.value)
        body.op(Op.drop)
        return
      case "if":
        return this.#if(stmt, [quarter], (list, isSure) => this.#run(list, quarter, isFirst || !isSure))
      case "block":
        return this.#block(stmt, [quarter], () => this.#run(stmt.body, quarter, isFirst))
      case "break":
        return this.#leaving.leave(stmt.to, [quarter])
      default:
        throw new TypeError(`${stmt.k} in a quarter`)
    }
  }

  #set(stmt: Extract<Stmt, { k: "set" }>, quarter: number): void {
    const { body, plan, masks } = this.#lanes
    const variable = this.#lanes.vector(stmt.local, quarter)
    const mask = masks[quarter]
    const loop = this.#loops.at(-1)
    const isOwn = loop !== undefined && loop.active[quarter] === mask && plan.isLoopOwn(stmt, loop.stmt)
    const isMasked = mask !== undefined && !isOwn && !plan.isFresh(stmt)
    const by = isMasked ? stepOf(stmt) : undefined
    if (by !== undefined) {
      // Adds 0 where an iteration is not active.
      body.get(variable)
      this.#values[quarter]!.value(by)
      body.get(mask!)
      this.#lanes.op(Vector.and, Vector.f64Add)
      return void body.set(variable)
    }
    this.#values[quarter]!.value(stmt.value)
    if (isMasked) {
      body.get(variable).get(mask)
      this.#lanes.op(Vector.select)
    }
    body.set(variable)
  }

  /** A statement of several quarters at once. */
  #joint(stmt: Stmt, group: readonly number[]): void {
    switch (stmt.k) {
      case "set":
        return this.#lanes.body.statement(stmt)
      case "if":
        return this.#if(stmt, group, (list) => this.#list(list, group))
      case "block":
        return this.#block(stmt, group, () => this.#list(stmt.body, group))
      case "loop":
        return this.#inner(stmt, group)
      case "break":
        return this.#leaving.leave(stmt.to, group)
      default:
        throw new TypeError(`${stmt.k} for several quarters`)
    }
  }

  /** `write` is told whether the statements will run whatever the iterations of the group do. */
  #if(stmt: If, group: readonly number[], write: (list: readonly Stmt[], isSure: boolean) => void): void {
    const { body, plan, masks } = this.#lanes
    if (plan.isUniform(stmt.test)) {
      const before = [...masks]
      body.value(stmt.test).open(Op.if)
      write(stmt.yes, true)
      this.#leaving.restore(before, group)
      if (stmt.no.length > 0) {
        body.op(Op.else)
        write(stmt.no, true)
        this.#leaving.restore(before, group)
      }
      body.close()
      return this.#leaving.without(group, stmt)
    }
    const outer = [...masks]
    const tests = new Map<number, Local>()
    for (const quarter of group) {
      this.#values[quarter]!.truth(stmt.test)
      tests.set(quarter, this.#lanes.saved())
    }
    for (const [list, isNot] of [
      [stmt.yes, false],
      [stmt.no, true],
    ] as const) {
      if (list.length === 0) continue
      for (const quarter of group) masks[quarter] = this.#lanes.both(outer[quarter], tests.get(quarter)!, isNot)
      const isWorth = list.some((one) => isCostly(one))
      if (isWorth) {
        this.#lanes.anyActive(group)
        body.open(Op.if)
      }
      write(list, !isWorth)
      if (isWorth) body.close()
    }
    this.#leaving.restore(outer, group)
    this.#leaving.without(group, stmt)
  }

  #block(stmt: Block, group: readonly number[], write: () => void): void {
    const { body, masks } = this.#lanes
    const before = [...masks]
    this.#leaving.open(stmt.exit)
    body.open(Op.block, stmt.exit)
    write()
    body.close()
    this.#lanes.here.delete(stmt.exit)
    this.#leaving.restore(before, group)
    this.#leaving.without(group, stmt)
  }

  #inner(stmt: Loop, group: readonly number[]): void {
    const { plan } = this.#lanes
    const { test, exit } = stmt
    const isUniform = (test === undefined || plan.isUniform(test)) && !plan.isDivergent(exit)
    const before = [...this.#lanes.masks]
    if (isUniform) this.#uniformLoop(stmt, group)
    else this.#divergentLoop(stmt, group)
    this.#leaving.restore(before, group)
    this.#leaving.without(group, stmt)
  }

  /** All iterations run it equally often. */
  #uniformLoop(stmt: Loop, group: readonly number[]): void {
    const { exit, next, test, late, body: list, update } = stmt
    const { body } = this.#lanes
    const again = new Label("again")
    const before = [...this.#lanes.masks]
    body.open(Op.block, exit)
    if (test !== undefined && !late) body.value(test).op(Op.i32Eqz).branch(Op.brIf, exit)
    body.open(Op.loop, again)
    this.#leaving.open(next)
    body.open(Op.block, next)
    this.#list(list, group)
    body.close()
    this.#lanes.here.delete(next)
    // Those that left to a label further out do nothing more.
    this.#leaving.restore(before, group)
    this.#list(update, group)
    if (test === undefined) body.branch(Op.br, again)
    else body.value(test).branch(Op.brIf, again)
    body.close().close()
  }

  /** As long as one of the iterations runs. */
  #divergentLoop(stmt: Loop, group: readonly number[]): void {
    const { exit, next, test, late, body: list, update } = stmt
    const { body, masks } = this.#lanes
    const again = new Label("again")
    const out = new Label("out")
    const active = Array.from({ length: quarters }, () => body.temporary("v128"))
    for (const quarter of group) {
      const mask = masks[quarter]
      if (mask === undefined) this.#lanes.everybody()
      else body.get(mask)
      body.set(active[quarter]!)
    }
    const stay = (): void => {
      for (const quarter of group) {
        masks[quarter] = active[quarter]
        if (test === undefined) continue
        this.#values[quarter]!.truth(test)
        body.get(active[quarter]!)
        this.#lanes.op(Vector.and)
        body.set(active[quarter]!)
      }
      for (const quarter of group) masks[quarter] = active[quarter]
      this.#lanes.anyActive(group)
      body.op(Op.i32Eqz).branch(Op.brIf, out)
    }
    this.#leaving.open(exit, active)
    this.#loops.push({ stmt, active })
    body.open(Op.block, exit).open(Op.block, out).open(Op.loop, again)
    if (!late) stay()
    else for (const quarter of group) masks[quarter] = active[quarter]
    this.#leaving.open(next)
    body.open(Op.block, next)
    this.#list(list, group)
    body.close()
    this.#lanes.here.delete(next)
    const left = [...breaksIn(stmt)].filter((label) => this.#lanes.here.has(label))
    for (const quarter of group) {
      masks[quarter] = active[quarter]
      for (const label of left) {
        body.get(active[quarter]!).get(this.#lanes.here.get(label)![quarter]!)
        this.#lanes.op(Vector.and)
        body.set(active[quarter]!)
      }
    }
    this.#list(update, group)
    if (late) stay()
    else if (test === undefined) {
      // A test at the beginning asks for that.
      this.#lanes.anyActive(group)
      body.op(Op.i32Eqz).branch(Op.brIf, out)
    }
    body.branch(Op.br, again).close().close().close()
    this.#loops.pop()
    this.#lanes.here.delete(exit)
    // V8 makes wider vectors of what the whole loop does if what it leaves is stored.
    for (const local of this.#lanes.plan.leftBy(stmt)) {
      byMemory(
        this.#lanes,
        group.map((quarter) => this.#lanes.vector(local, quarter)),
        group,
      )
    }
  }
}

/** What is added to an integer, which is never -0. */
function stepOf({ local, value }: Extract<Stmt, { k: "set" }>): Expr | undefined {
  if (local.rep !== "i32" || value.k !== "binary" || value.op !== "add" || value.b.k !== "const") return undefined
  return value.a.k === "get" && value.a.local === local ? value.b : undefined
}
