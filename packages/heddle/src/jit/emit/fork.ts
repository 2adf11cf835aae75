import { block, combined, isInLeaves, Label, lanes, walk } from "../ir/index.ts"
import type { ArrayRef, Local, PrangeStmt, Reduction } from "../ir/index.ts"
import { byConstant, codesOf, fromPassed, toPassed, widened } from "./addresses.ts"
import { counted, endOfLeaf, iteration, noMoreThan } from "./counted.ts"
import type { FunctionBody } from "./function-body.ts"
import { binaryCodes, Op } from "./opcodes.ts"
import { seed } from "./random.ts"
import { reportInside, reportPrange } from "./report.ts"
import { preferred, VectorBody, vectorPlan } from "./vector/index.ts"
import type { VectorPlan } from "./vector/index.ts"
import { eights, vectorLeaf } from "./leaf.ts"
import { address, identity, load, slot, store } from "./places.ts"

const i32 = binaryCodes.i32
/** Where in a call's scratch the variables lie that a forked loop reads; what is below is for partial results. */
const environmentAt = 32_768
const leafShift = Math.log2(block)
const laneShift = Math.log2(lanes)

/**
 * A prange whose iterations may run on many threads: a function of its own that runs some units of it, and a call of the
 * imported `fork`, which has them run. A unit is an iteration; where something is added up it is a lane of a leaf, whose
 * partial result has a place of its own. `fork` gives the address of those, which are then combined pairwise.
 */
export function emitFork(body: FunctionBody, loop: PrangeStmt): void {
  const { reductions } = loop
  const count = body.temporary("i32")
  const start = body.temporary("i32")
  const units = body.temporary("i32")
  body.value(loop.count).set(count)
  body.value(loop.start).set(start)
  body.get(count)
  // Rounded up to whole leaves.
  const inLeaves = isInLeaves(loop)
  if (inLeaves) {
    body
      .int(block - 1)
      .op(i32.add!)
      .int(leafShift)
      .op(i32.shru!)
      .int(laneShift)
      .op(i32.shl!)
  }
  body.set(units)

  const named = [...localsIn(loop), ...(loop.random === undefined ? [] : [loop.random.key])]
  const shared = [start, count, units, ...named.filter((local) => body.knows(local))]
  const none = new Label("none")
  body.open(Op.block, none)
  body.get(units).op(Op.i32Eqz).branch(Op.brIf, none)
  for (const [i, local] of shared.entries()) {
    body.get(body.scratch).get(local)
    store(body, local, environmentAt + i * slot)
  }
  const planned = preferred(vectorPlan(loop), loop.body, body.uses())
  const plan = typeof planned === "string" ? undefined : planned
  reportPrange(body, loop, {
    isParallel: true,
    inVectors: plan !== undefined,
    remark: typeof planned === "string" ? planned : undefined,
  })
  if (plan !== undefined) reportInside(body, loop.body)
  const number = body.outline(
    (child, first, last, environment, partials) => {
      for (const [i, local] of shared.entries()) {
        child.get(environment)
        load(child, local, i * slot)
        child.set(local)
      }
      const parts: PartLocals = { start, count, units, first, last, partials }
      // One kind of vectors is enough: what is left over is little.
      child.inVectors = plan === undefined
      if (plan !== undefined) return vectorPart(child, loop, plan, parts)
      if (!inLeaves) return counted(child, first, last, 1, (at) => iteration(child, loop, start, at))
      return counted(child, first, last, 1, (unit) => laneOf(child, loop, parts, unit))
    },
    plan === undefined ? 1 : lanes,
  )
  const partials = body.temporary("address")
  body.int(number).get(units).int(reductions.length)
  toPassed(byConstant(body.get(body.scratch), "add", environmentAt))
  fromPassed(body.call("fork")).set(partials)
  for (const [r, reduction] of reductions.entries()) {
    const { local } = reduction
    const at = resultsOf(body, partials, units, r)
    const whole = body.temporary(local.rep)
    pairwise(body, reduction, at, units)
    body.get(at)
    load(body, local, 0)
    body
      .set(whole)
      .value(combined(reduction, local, whole))
      .set(local)
  }
  body.close()
}

interface PartLocals {
  readonly start: Local
  readonly count: Local
  readonly units: Local
  readonly first: Local
  readonly last: Local
  readonly partials: Local
}

/** One lane of one leaf: its iterations, and its partial results. */
function laneOf(body: FunctionBody, loop: PrangeStmt, parts: PartLocals, unit: Local): void {
  const { start, count } = parts
  const base = leafOfUnit(body, unit)
  const end = endOfLeaf(body, base, count)
  const from = body.temporary("i32")
  body
    .get(base)
    .get(unit)
    .int(lanes - 1)
    .op(i32.and!, i32.add!)
    .set(from)
  for (const reduction of loop.reductions) identity(body, reduction)
  if (loop.random !== undefined) seed(body, loop.random.stream, loop.random.key, () => body.get(unit))
  counted(body, from, end, lanes, (at) => iteration(body, loop, start, at))
  for (const [r, { local }] of loop.reductions.entries()) {
    placeOf(body, parts, r, unit)
    body.get(local)
    store(body, local, 0)
  }
}

/** The first iteration of the leaf that a unit is a lane of. */
function leafOfUnit(body: FunctionBody, unit: Local): Local {
  const first = body.temporary("i32")
  body.get(unit).int(laneShift).op(i32.shru!).int(leafShift).op(i32.shl!).set(first)
  return first
}

/** Where the partial results of one of the reductions begin. */
function resultsOf(body: FunctionBody, partials: Local, units: Local, reduction: number): Local {
  const list = body.temporary("address")
  byConstant(widened(body.get(partials).get(units)), "mul", reduction * slot)
  body.op(codesOf(body).add!).set(list)
  return list
}

/** The address of a unit's partial result. */
function placeOf(body: FunctionBody, { partials, units }: PartLocals, reduction: number, unit: Local): void {
  address(body, unit, resultsOf(body, partials, units, reduction))
}

/** Units eight at a time where that may be, else one by one. */
function vectorPart(body: FunctionBody, loop: PrangeStmt, plan: VectorPlan, parts: PartLocals): void {
  const { start, count, first, last } = parts
  const inLeaves = isInLeaves(loop)
  // The iterations of these units.
  const from = inLeaves ? leafOfUnit(body, first) : first
  const to = inLeaves ? leafOfUnit(body, last) : last
  noMoreThan(body, to, count)
  const begin = body.temporary("i32")
  const end = body.temporary("i32")
  const vector = new VectorBody(body, plan, begin)
  const slow = new Label("one by one")
  const done = new Label("done")
  body.open(Op.block, done).open(Op.block, slow)
  // Shares are whole leaves, but for what others leave.
  if (inLeaves)
    body
      .get(first)
      .get(last)
      .op(i32.or!)
      .int(lanes - 1)
      .op(i32.and!)
      .branch(Op.brIf, slow)
  body.get(start).get(from).op(i32.add!).set(begin)
  body.get(start).get(to).op(i32.add!).set(end)
  vector.within(begin, end, slow)
  if (inLeaves) counted(body, first, last, lanes, (unit) => leafOf(body, loop, vector, parts, { unit, begin }))
  else {
    const whole = eights(body, vector, { start, begin }, from, to)
    counted(body, whole, to, 1, (one) => iteration(body, loop, start, one))
  }
  body.branch(Op.br, done).close()
  counted(body, first, last, 1, (unit) => {
    if (inLeaves) laneOf(body, loop, parts, unit)
    else iteration(body, loop, start, unit)
  })
  body.close()
}

/** A whole leaf: its eight lanes side by side, then what is left of them, each for itself. */
function leafOf(
  body: FunctionBody,
  loop: PrangeStmt,
  vector: VectorBody,
  parts: PartLocals,
  { unit, begin }: { readonly unit: Local; readonly begin: Local },
): void {
  const { start, count } = parts
  const base = leafOfUnit(body, unit)
  const end = endOfLeaf(body, base, count)
  vectorLeaf(body, loop, vector, { start, begin, base, end, unit }, (r, lane) => {
    if (lane === undefined) return placeOf(body, parts, r, unit)
    const one = body.temporary("i32")
    body.get(unit).get(lane).op(i32.add!).set(one)
    placeOf(body, parts, r, one)
  })
}

/** Combines `count` results from address `at`, neighbours first, in place. */
function pairwise(body: FunctionBody, reduction: Reduction, at: Local, count: Local): void {
  const { local } = reduction
  const [one, other] = [body.temporary(local.rep), body.temporary(local.rep)]
  const left = body.temporary("i32")
  const i = body.temporary("i32")
  const half = body.temporary("i32")
  const done = new Label("one is left")
  const again = new Label("level")
  body.get(count).set(left)
  body.open(Op.block, done).open(Op.loop, again)
  body.get(left).int(2).op(Op.i32LtU).branch(Op.brIf, done)
  body.get(left).int(1).op(i32.shru!).set(half)
  const zero = body.temporary("i32")
  body.int(0).set(zero)
  counted(body, zero, half, 1, (index) => {
    body.get(index).int(1).op(i32.shl!).set(i)
    address(body, i, at)
    load(body, local, 0)
    body.set(one)
    address(body, i, at)
    load(body, local, slot)
    body.set(other)
    address(body, index, at)
    body.value(combined(reduction, one, other))
    store(body, local, 0)
  })
  // An odd one goes up alone.
  body.get(left).int(1).op(i32.and!).open(Op.if)
  address(body, half, at)
  body.get(left).int(1).op(i32.sub!).set(i)
  address(body, i, at)
  load(body, local, 0)
  store(body, local, 0)
  body.close()
  body.get(left).int(1).op(i32.add!).int(1).op(i32.shru!).set(left)
  body.branch(Op.br, again).close().close()
}

/** Every variable that the loop's body names. */
function localsIn(loop: PrangeStmt): Set<Local> {
  const found = new Set<Local>()
  const array = (ref: ArrayRef): void => {
    found.add(ref.pointer).add(ref.length)
    if (ref.view !== undefined) found.add(ref.view.from)
  }
  walk(loop.body, {
    stmt(stmt) {
      if (stmt.k === "set") found.add(stmt.local)
      if (stmt.k === "store") array(stmt.array)
      if (stmt.k === "prange") for (const { local } of stmt.reductions) found.add(local)
    },
    expr(expr) {
      if (expr.k === "get") found.add(expr.local)
      if (expr.k === "load" || expr.k === "index") array(expr.array)
    },
  })
  return found
}
