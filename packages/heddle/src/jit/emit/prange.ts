import { block, combined, isInLeaves, Label, lanes } from "../ir/index.ts"
import type { Local, PrangeStmt, Reduction } from "../ir/index.ts"
import { byConstant, further } from "./addresses.ts"
import { counted, endOfLeaf, iteration } from "./counted.ts"
import type { FunctionBody } from "./function-body.ts"
import { vectorLeaf } from "./leaf.ts"
import { binaryCodes, Op } from "./opcodes.ts"
import { address, identity, load, slot, store } from "./places.ts"
import { seed } from "./random.ts"
import { reportInside, reportPrange } from "./report.ts"
import { VectorBody, vectorPlan } from "./vector/index.ts"
import type { VectorPlan } from "./vector/index.ts"

const i32 = binaryCodes.i32
/** Partial results of up to 2^31 / 4096 blocks, one of each size. */
const levels = 32

/**
 * The iterations of a prange, one after the other. Without reductions their order is nobody's business. With them each
 * block of 4096 is gone through lane by lane, which is the same work with one variable for each reduction; or its lanes
 * side by side.
 */
export function emitPrange(body: FunctionBody, loop: PrangeStmt): void {
  const count = body.temporary("i32")
  const start = body.temporary("i32")
  body.value(loop.count).set(count)
  body.value(loop.start).set(start)
  const zero = body.temporary("i32")
  body.int(0).set(zero)
  const isOrdered = isInLeaves(loop)
  const mayBeVectors = isOrdered && body.inVectors && loop.shares === undefined
  const plan = mayBeVectors ? vectorPlan(loop) : "there is nothing to add up, or it has an order"
  reportPrange(body, loop, {
    isParallel: false,
    inVectors: typeof plan !== "string",
    remark:
      loop.shares === undefined
        ? "it is inside another prange, whose iterations have the threads"
        : `in order, as iterations may change the same element of \`${loop.shares.name}\``,
  })
  if (typeof plan !== "string") reportInside(body, loop.body)
  if (!isOrdered) return counted(body, zero, count, 1, (at) => iteration(body, loop, start, at))

  const room = loop.reductions.map(() => {
    const lanesAt = body.taken
    const stackAt = lanesAt + lanes * slot
    body.taken = stackAt + levels * slot
    return { lanesAt, stackAt, before: undefined as Local | undefined }
  })
  for (const [i, { local }] of loop.reductions.entries()) {
    const before = body.temporary(local.rep)
    body.get(local).set(before)
    room[i]!.before = before
  }
  /** Where the next partial result goes: the stack of each reduction is as deep. */
  const depth = body.temporary("i32")
  body.int(0).set(depth)
  const one: Leaves = { loop, start, count, room }
  const push = (first: Local): void => joined(body, one, depth, first)
  if (typeof plan === "string") {
    counted(body, zero, count, block, (first) => {
      laneByLane(body, one, first)
      push(first)
    })
  } else {
    sideBySide(body, one, zero, plan, push)
  }
  if (loop.reductions.length === 0) return
  folded(body, one, depth)
  body.taken = room[0]!.lanesAt
}

/** A prange that is gone through leaf by leaf. */
interface Leaves {
  readonly loop: PrangeStmt
  readonly start: Local
  readonly count: Local
  readonly room: Room
}

/** Where a reduction keeps its partial results in the scratch, and what its variable was before. */
type Room = readonly {
  readonly lanesAt: number
  readonly stackAt: number
  readonly before: Local | undefined
}[]

/** All leaves, each in vectors; one by one if an index is outside. `push` comes after each. */
function sideBySide(
  body: FunctionBody,
  leaves: Leaves,
  zero: Local,
  plan: VectorPlan,
  push: (first: Local) => void,
): void {
  const { loop, start, count, room } = leaves
  const [begin, end, unit] = [body.temporary("i32"), body.temporary("i32"), body.temporary("i32")]
  const vector = new VectorBody(body, plan, begin)
  const slow = new Label("one by one")
  const done = new Label("done")
  body.inVectors = false
  body.open(Op.block, done).open(Op.block, slow)
  body.get(start).set(begin)
  body.get(start).get(count).op(i32.add!).set(end)
  vector.within(begin, end, slow)
  counted(body, zero, count, block, (first) => {
    body
      .get(first)
      .int(Math.log2(block / lanes))
      .op(i32.shru!)
      .set(unit)
    const last = endOfLeaf(body, first, count)
    vectorLeaf(body, loop, vector, { start, begin, base: first, end: last, unit }, (r, lane) => {
      byConstant(body.get(body.scratch), "add", room[r]!.lanesAt)
      if (lane !== undefined) further(body.get(lane), Math.log2(slot))
    })
    lanesCombined(body, leaves)
    push(first)
  })
  body.branch(Op.br, done).close()
  counted(body, zero, count, block, (first) => {
    laneByLane(body, leaves, first)
    push(first)
  })
  body.close()
  body.inVectors = true
}

/** A leaf, one lane after the other. */
function laneByLane(body: FunctionBody, leaves: Leaves, first: Local): void {
  const { loop, start, count, room } = leaves
  const { random } = loop
  const end = endOfLeaf(body, first, count)
  const [zero, eight] = [body.temporary("i32"), body.temporary("i32")]
  body.int(0).set(zero)
  body.int(lanes).set(eight)
  counted(body, zero, eight, 1, (lane) => {
    for (const reduction of loop.reductions) identity(body, reduction)
    if (random !== undefined) {
      seed(body, random.stream, random.key, () =>
        body
          .get(first)
          .int(Math.log2(block / lanes))
          .op(i32.shru!)
          .get(lane)
          .op(i32.add!),
      )
    }
    const from = body.temporary("i32")
    body.get(first).get(lane).op(i32.add!).set(from)
    counted(body, from, end, lanes, (at) => iteration(body, loop, start, at))
    for (const [i, { local }] of loop.reductions.entries()) {
      address(body, lane, body.scratch)
      body.get(local)
      store(body, local, room[i]!.lanesAt)
    }
  })
  lanesCombined(body, leaves)
}

/** Each reduction's variable becomes what its lanes come to. */
function lanesCombined(body: FunctionBody, { loop, room }: Leaves): void {
  for (const [i, reduction] of loop.reductions.entries()) {
    combineLanes(body, reduction, room[i]!.lanesAt, 0, lanes)
    body.set(reduction.local)
  }
}

/** As many partial results are joined as the number of the leaf ends in ones: a binary counter. */
function joined(body: FunctionBody, { loop, room }: Leaves, depth: Local, first: Local): void {
  const bits = body.temporary("i32")
  body.get(first).int(Math.log2(block)).op(i32.shru!).set(bits)
  const out = new Label("carried")
  const again = new Label("carry")
  body.open(Op.block, out).open(Op.loop, again)
  body.get(bits).int(1).op(i32.and!, Op.i32Eqz).branch(Op.brIf, out)
  pop(body, loop.reductions, room, depth)
  body.get(bits).int(1).op(i32.shru!).set(bits)
  body.branch(Op.br, again).close().close()
  for (const [i, { local }] of loop.reductions.entries()) {
    address(body, depth, body.scratch)
    body.get(local)
    store(body, local, room[i]!.stackAt)
  }
  body.get(depth).int(1).op(i32.add!).set(depth)
}

/** Each reduction's variable becomes what it was before, combined with what all leaves come to. */
function folded(body: FunctionBody, { loop, room }: Leaves, depth: Local): void {
  const none = new Label("none")
  body.open(Op.block, none)
  for (const [i, { local }] of loop.reductions.entries()) body.get(room[i]!.before!).set(local)
  body.get(depth).op(Op.i32Eqz).branch(Op.brIf, none)
  body.get(depth).int(1).op(i32.sub!).set(depth)
  for (const [i, { local }] of loop.reductions.entries()) {
    address(body, depth, body.scratch)
    load(body, local, room[i]!.stackAt)
    body.set(local)
  }
  const done = new Label("folded")
  const again = new Label("fold")
  body.open(Op.block, done).open(Op.loop, again)
  body.get(depth).op(Op.i32Eqz).branch(Op.brIf, done)
  pop(body, loop.reductions, room, depth)
  body.branch(Op.br, again).close().close()
  for (const [i, reduction] of loop.reductions.entries()) {
    const { local } = reduction
    body.value(combined(reduction, room[i]!.before!, local)).set(local)
  }
  body.close()
}

/** Each reduction's variable becomes the partial result on top of its stack, combined with itself. */
function pop(body: FunctionBody, reductions: readonly Reduction[], room: Room, depth: Local): void {
  body.get(depth).int(1).op(i32.sub!).set(depth)
  for (const [i, reduction] of reductions.entries()) {
    const { local } = reduction
    const top = body.temporary(local.rep)
    address(body, depth, body.scratch)
    load(body, local, room[i]!.stackAt)
    body
      .set(top)
      .value(combined(reduction, top, local))
      .set(local)
  }
}

/** Lane 0 with lane 1, 2 with 3; then those pairs; then their two. */
function combineLanes(body: FunctionBody, reduction: Reduction, at: number, from: number, to: number): void {
  if (to - from === 1) {
    body.get(body.scratch)
    load(body, reduction.local, at + from * slot)
    return
  }
  const middle = (from + to) / 2
  const { rep } = reduction.local
  const [a, b] = [body.temporary(rep), body.temporary(rep)]
  combineLanes(body, reduction, at, from, middle)
  body.set(a)
  combineLanes(body, reduction, at, middle, to)
  body.set(b).value(combined(reduction, a, b))
}
