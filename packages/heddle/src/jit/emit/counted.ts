import { block, Label } from "../ir/index.ts"
import type { Local, PrangeStmt } from "../ir/index.ts"
import type { FunctionBody } from "./function-body.ts"
import { binaryCodes, Op } from "./opcodes.ts"

const i32 = binaryCodes.i32

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
