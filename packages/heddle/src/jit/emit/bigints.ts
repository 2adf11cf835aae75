import { Label } from "../ir/index.ts"
import type { Expr, Local } from "../ir/index.ts"
import type { FunctionBody } from "./function-body.ts"
import { binaryCodes, compareCodes, Op } from "./opcodes.ts"

type Binary = Extract<Expr, { k: "binary" }>

const i64 = binaryCodes.big
const { eq, ne, lt } = compareCodes.big
const half = 2n ** 31n
const least = -(2n ** 63n)

function constant(body: FunctionBody, value: bigint): FunctionBody {
  body.op(Op.i64Const).code.signed64(value)
  return body
}

/** Operations on bigints that are more than one instruction. Gives whether this is one. */
export function bigBinary(body: FunctionBody, expr: Binary): boolean {
  const { op, a, b, check } = expr
  const isExtreme = op === "min" || op === "max" || op === "minu" || op === "maxu"
  if (check === undefined && !isExtreme) return false
  const [x, y] = [body.temporary("big"), body.temporary("big")]
  body.value(a).set(x).value(b).set(y)
  if (check === undefined) {
    const isLess = op === "min" || op === "minu"
    const code = op === "min" || op === "max" ? lt : Op.i64LtU
    body.get(isLess ? x : y).get(isLess ? y : x)
    body.get(x).get(y).op(code, Op.select)
    return true
  }
  const result = body.temporary("big")
  body.get(x).get(y).op(i64[op]!).set(result)
  isWrapped(body, expr, { x, y, result })
  fail(body, check.site)
  body.get(result)
  return true
}

/** Throws where the stack has a 1. */
export function fail(body: FunctionBody, site: number): void {
  body.open(Op.if).int(site).op(Op.f64Const).code.float64(0)
  body.call("bounds").close()
}

interface Operands {
  readonly x: Local
  readonly y: Local
  readonly result: Local
}

/** 1 where the result is none of 64 bits. */
function isWrapped(body: FunctionBody, { op, check }: Binary, { x, y, result }: Operands): void {
  const isSigned = check!.of === "int64"
  if (op === "mul") return isWrappedProduct(body, isSigned, { x, y, result })
  if (check!.of === "difference") {
    constant(body.get(result), 0n).op(lt)
    return void body.get(x).get(y).op(Op.i64LtU, Op.i32Ne)
  }
  if (!isSigned) {
    if (op === "add") body.get(result).get(x).op(Op.i64LtU)
    else body.get(x).get(y).op(Op.i64LtU)
    return
  }
  // Its sign is not what those of the two can give.
  body
    .get(x)
    .get(op === "add" ? result : y)
    .op(i64.xor!)
  body
    .get(op === "add" ? y : x)
    .get(result)
    .op(i64.xor!, i64.and!)
  constant(body, 0n).op(lt)
}

/** A division tells, unless both are of 32 bits. */
function isWrappedProduct(body: FunctionBody, isSigned: boolean, { x, y, result }: Operands): void {
  const wrapped = body.temporary("i32")
  const sure = new Label("sure")
  body.int(0).set(wrapped).open(Op.block, sure)
  for (const one of [x, y]) {
    body.get(one)
    if (isSigned) constant(body, half).op(i64.add!)
  }
  constant(body.op(i64.or!), 32n).op(i64.shru!, Op.i64Eqz).branch(Op.brIf, sure)
  body.get(x).op(Op.i64Eqz).branch(Op.brIf, sure)
  if (isSigned) {
    constant(body.get(x), -1n).op(eq).open(Op.if)
    constant(body.get(y), least).op(eq).set(wrapped).branch(Op.br, sure).close()
  }
  body
    .get(result)
    .get(x)
    .op(isSigned ? i64.div! : i64.divu!)
  body.get(y).op(ne).set(wrapped).close()
  body.get(wrapped)
}
