import type { Expr, Label, Local } from "../../ir/index.ts"
import { Op } from "../opcodes.ts"
import type { Access } from "./affine.ts"
import type { Lanes } from "./lanes.ts"

/** Goes to `slow` unless each access is within its array for all iterations from `from` to before `to`. */
export function within(lanes: Lanes, from: Local, to: Local, slow: Label): void {
  const { body, plan } = lanes
  for (const access of plan.accesses) {
    reaches(lanes, access, from, to)
    body.op(Op.i32Eqz).branch(Op.brIf, slow)
  }
  for (const { array, index } of plan.fixed) {
    // Whatever makes it safe may hold inside of the loop only.
    const { a } = index as Extract<Expr, { k: "index" }>
    body.value(a)
    if (a.rep === "i32") body.get(array.length).op(Op.i32GeU)
    else body.get(array.length).op(Op.i64ExtendI32U, Op.i64GeU)
    body.branch(Op.brIf, slow)
  }
}

function reaches({ body }: Lanes, { array, at }: Access, from: Local, to: Local): void {
  const bound = (value: Local): void => {
    body.get(value).op(Op.i64ExtendI32S)
    if (at.offset !== undefined) body.value(at.offset).op(Op.i64Add)
  }
  bound(from)
  body.op(Op.i64Const, 0, Op.i64GeS)
  bound(to)
  body.get(array.length).op(Op.i64ExtendI32U, Op.i64LeS, Op.i32And)
}
