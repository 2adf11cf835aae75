import { elementShift, Label, lanes } from "../ir/index.ts"
import type { ArrayRef } from "../ir/index.ts"
import { byConstant, further } from "./addresses.ts"
import type { FunctionBody } from "./function-body.ts"
import { binaryCodes, compareCodes, Op } from "./opcodes.ts"
import { VectorBody } from "./vector/index.ts"
import type { MapLoop } from "./vector/index.ts"

const i32 = binaryCodes.i32
const most = 2 ** 31 - 1

/**
 * The beginning of a plain `for`, eight iterations at a time, as far as that goes: what is left, or all of it where arrays
 * overlap or an index is outside, is for the loop that follows.
 */
export function emitSideBySide(
  body: FunctionBody,
  { loop, plan, bound, isInclusive, isRepeatable, apart }: MapLoop,
): void {
  const { index } = loop
  const skip = new Label("one by one")
  const end = body.temporary("i32")
  const left = body.temporary("i32")
  body.open(Op.block, skip)
  body.value(bound).set(end)
  if (isInclusive) {
    body.get(end).int(most).op(compareCodes.i32.eq).branch(Op.brIf, skip)
    body.get(end).int(1).op(i32.add!).set(end)
  }
  body.get(index).get(end).op(compareCodes.i32.ge).branch(Op.brIf, skip)
  body.get(end).get(index).op(i32.sub!).int(-lanes).op(i32.and!).tee(left)
  body.op(Op.i32Eqz).branch(Op.brIf, skip)
  for (const [one, other] of apart) {
    isBehind(body, one, other)
    isBehind(body, other, one)
    body.op(i32.or!, Op.i32Eqz).branch(Op.brIf, skip)
  }
  const vector = new VectorBody(body, plan, index)
  vector.within(index, end, skip)
  vector.begin()
  const last = body.temporary("i32")
  const again = new Label("again")
  // Where all but what is left are done, or the last eight begin.
  if (isRepeatable) body.get(end).int(lanes).op(i32.sub!)
  else body.get(index).get(left).op(i32.add!)
  body.set(last).open(Op.loop, again)
  vector.iterations()
  body.get(index).int(lanes).op(i32.add!).tee(index)
  body.get(last).op(compareCodes.i32.lt).branch(Op.brIf, again)
  if (isRepeatable) {
    // The last eight, some of them once more.
    body.get(index).get(end).op(compareCodes.i32.ne).open(Op.if).get(last).set(index).branch(Op.br, again).close()
  }
  body.close().close()
}

/** 1 where an array begins behind the last byte of another. */
function isBehind(body: FunctionBody, one: ArrayRef, other: ArrayRef): void {
  further(body.get(one.pointer).get(other.pointer).get(other.length), elementShift[other.element])
  // The end itself may be 2^32.
  byConstant(body, "sub", 1).op(body.bits === 64 ? Op.i64GtU : Op.i32GtU)
}
