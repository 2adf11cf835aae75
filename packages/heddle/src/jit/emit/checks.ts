import type { Expr, Local } from "../ir/index.ts"
import type { FunctionBody } from "./function-body.ts"
import { Op, Saturating } from "./opcodes.ts"

/** A float64 as the int32 that it is. */
export function whole(body: FunctionBody, { a, site }: Extract<Expr, { k: "whole" }>): FunctionBody {
  const [x, i] = [body.temporary("f64"), body.temporary("i32")]
  body.value(a).tee(x).op(Op.saturating, Saturating.i32F64S).tee(i)
  body.op(Op.f64ConvertI32S).get(x).op(Op.f64Ne).open(Op.if).int(site).get(x).call("bounds").close()
  return body.get(i)
}

/** An index as an i32, once it is known to be one of the array's. */
export function checkedIndex(body: FunctionBody, expr: Extract<Expr, { k: "index" }>): FunctionBody {
  const { array, a, site, safe, isUnchecked } = expr
  body.value(a)
  if (safe || isUnchecked === true) {
    if (a.rep === "f64") return body.op(Op.saturating, Saturating.i32F64S)
    return a.rep === "i64" ? body.op(Op.i32WrapI64) : body
  }
  const index = body.temporary("i32")
  const fail = (asNumber: () => void): void => {
    body.open(Op.if).int(site)
    asNumber()
    body.call("bounds")
    body.close()
  }
  if (a.rep === "i32") {
    body.tee(index).get(array.length).op(Op.i32GeU)
    fail(() => body.get(index).op(Op.f64ConvertI32S))
  } else if (a.rep === "i64") {
    const wide = body.temporary("i64")
    body.tee(wide).get(array.length).op(Op.i64ExtendI32U, Op.i64GeU)
    fail(() => body.get(wide).op(Op.f64ConvertI64S))
    body.get(wide).op(Op.i32WrapI64).set(index)
  } else checkedFloat(body, array.length, index, fail)
  return body.get(index)
}

function checkedFloat(body: FunctionBody, length: Local, index: Local, fail: (asNumber: () => void) => void): void {
  const x = body.temporary("f64")
  body.tee(x).op(Op.saturating, Saturating.i32F64U).tee(index).get(length).op(Op.i32GeU)
  fail(() => body.get(x))
  // 1.5, or what is below 0, is no index either.
  body.get(index).op(Op.f64ConvertI32U).get(x).op(Op.f64Ne)
  fail(() => body.get(x))
}
