import { block, elementShift, Label, lanes } from "../ir/index.ts"
import type { Local, PrangeStmt, Reduction, Rep } from "../ir/index.ts"
import type { FunctionBody } from "./function-body.ts"
import { binaryCodes, loadCodes, Op, storeCodes } from "./opcodes.ts"
import { seed } from "./random.ts"
import { doesOf } from "./report.ts"

const i32 = binaryCodes.i32
/** Partial results of up to 2^31 / 4096 blocks, one of each size. */
const levels = 32
const slot = 8

/**
 * The iterations of a prange, one after the other. Without reductions their order is nobody's business. With them each
 * block of 4096 is gone through lane by lane, which is the same work with one variable for each reduction.
 */
export function emitPrange(body: FunctionBody, loop: PrangeStmt): void {
  body.report({
    where: loop.where ?? "",
    isPrange: true,
    does: doesOf(loop.body, loop.reductions),
    isParallel: false,
    inVectors: false,
    remark: "it is inside another prange, whose iterations have the threads",
  })
  const count = body.temporary("i32")
  const start = body.temporary("i32")
  body.value(loop.count).set(count)
  body.value(loop.start).set(start)
  const zero = body.temporary("i32")
  body.int(0).set(zero)
  const eight = body.temporary("i32")
  body.int(lanes).set(eight)
  const { random } = loop
  if (loop.reductions.length === 0 && random === undefined) {
    return counted(body, zero, count, 1, (at) => iteration(body, loop, start, at))
  }

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

  counted(body, zero, count, block, (first) => {
    const end = endOfLeaf(body, first, count)
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
    for (const [i, reduction] of loop.reductions.entries()) {
      combineLanes(body, reduction, room[i]!.lanesAt, 0, lanes)
      body.set(reduction.local)
    }
    // As many partial results are joined as the number of the block ends in ones: a binary counter.
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
  })

  if (loop.reductions.length === 0) return
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
  for (const [i, { local, combine }] of loop.reductions.entries()) {
    body.get(room[i]!.before!).get(local).op(binaryCodes[local.rep][combine]!).set(local)
  }
  body.close()
  body.taken = room[0]!.lanesAt
}

type Room = readonly { readonly stackAt: number }[]

/** Each reduction's variable becomes the partial result on top of its stack, combined with itself. */
function pop(body: FunctionBody, reductions: readonly Reduction[], room: Room, depth: Local): void {
  body.get(depth).int(1).op(i32.sub!).set(depth)
  for (const [i, { local, combine }] of reductions.entries()) {
    address(body, depth, body.scratch)
    load(body, local, room[i]!.stackAt)
    body.get(local).op(binaryCodes[local.rep][combine]!).set(local)
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
  combineLanes(body, reduction, at, from, middle)
  combineLanes(body, reduction, at, middle, to)
  body.op(binaryCodes[reduction.local.rep][reduction.combine]!)
}

/** Where the leaf that begins at `first` ends: 4096 iterations on, or with the last. */
export function endOfLeaf(body: FunctionBody, first: Local, count: Local): Local {
  const end = body.temporary("i32")
  body.get(first).int(block).op(i32.add!).set(end)
  noMoreThan(body, end, count)
  return end
}

export function noMoreThan(body: FunctionBody, value: Local, most: Local): void {
  body.get(value).get(most).op(Op.i32GtU).open(Op.if).get(most).set(value).close()
}

/** The address of a place in a list of results. */
export function address(body: FunctionBody, place: Local, list: Local): void {
  body.get(list).get(place).int(Math.log2(slot)).op(i32.shl!, i32.add!)
}

/** How a variable is kept in memory: the code to load it and the one to store it, and log2 of its bytes. */
const places: Readonly<
  Partial<Record<Rep, { readonly load: number; readonly store: number; readonly align: number }>>
> = {
  f64: { load: loadCodes.f64.code, store: storeCodes.f64.code, align: elementShift.f64 },
  i32: { load: loadCodes.i32.code, store: storeCodes.i32.code, align: elementShift.i32 },
  i64: { load: Op.i64Load, store: Op.i64Store, align: 3 },
}

export function load(body: FunctionBody, { rep }: Local, offset: number): void {
  const { load: code, align } = places[rep]!
  body.op(code, align).code.unsigned(offset)
}

export function store(body: FunctionBody, { rep }: Local, offset: number): void {
  const { store: code, align } = places[rep]!
  body.op(code, align).code.unsigned(offset)
}

export function identity(body: FunctionBody, { local, identity }: Reduction): void {
  body.value({ k: "const", rep: local.rep, value: identity }).set(local)
}

/** `for (at = from; at < end; at += step)`, of unsigned numbers. */
export function counted(body: FunctionBody, from: Local, end: Local, step: number, each: (at: Local) => void): void {
  const at = body.temporary("i32")
  const out = new Label("out")
  const again = new Label("again")
  body.get(from).set(at)
  body.open(Op.block, out)
  body.get(at).get(end).op(Op.i32GeU).branch(Op.brIf, out)
  body.open(Op.loop, again)
  each(at)
  body.get(at).int(step).op(i32.add!).tee(at)
  body.get(end).op(Op.i32LtU).branch(Op.brIf, again)
  body.close().close()
}

export function iteration(
  body: FunctionBody,
  { index, step, next, body: statements }: PrangeStmt,
  start: Local,
  at: Local,
): void {
  body.get(at)
  if (step !== 1) body.int(step).op(i32.mul!)
  body.get(start).op(i32.add!).set(index)
  body.open(Op.block, next)
  body.statements(statements)
  body.close()
}
