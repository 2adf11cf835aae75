import { Local } from "../../ir/index.ts"
import type { Expr, Rep, Stmt, Stream } from "../../ir/index.ts"
import { vectorBits } from "../bits.ts"
import { Op, Saturating, valueType } from "../opcodes.ts"
import { bitwise, Vector, vectorBinary, vectorCompare, vectorUnary, width } from "./codes.ts"
import { calls } from "./costs.ts"
import { asFloat } from "./lanes.ts"
import type { Lanes } from "./lanes.ts"
import { gathered, loaded } from "./memory.ts"
import { isSame } from "./same.ts"

/** Writes expressions of one quarter: numbers as two float64, conditions as two masks of 64 bits. */
export class Values {
  readonly lanes: Lanes
  readonly quarter: number
  readonly #statements: (list: readonly Stmt[], quarter: number) => void

  constructor(lanes: Lanes, quarter: number, statements: (list: readonly Stmt[], quarter: number) => void) {
    this.lanes = lanes
    this.quarter = quarter
    this.#statements = statements
  }

  value(expr: Expr): void {
    const { lanes } = this
    const { body, plan } = lanes
    const kept = lanes.kept(expr)
    if (kept !== undefined) return void body.get(kept)
    if (plan.isUniform(expr)) return lanes.splatted(expr)
    const at = plan.affine(expr)
    if (at !== undefined) return this.#counter(at.offset)
    switch (expr.k) {
      case "get":
        return void body.get(lanes.vector(expr.local, this.quarter))
      case "unary":
        return this.#unary(expr)
      case "binary":
        return this.#binary(expr)
      case "fused":
        for (const part of [expr.a, expr.b, expr.c]) this.value(part)
        return void lanes.op(expr.isNegative ? Vector.f64Nmadd : Vector.f64Madd)
      case "compare":
        this.truth(expr)
        body.op(Op.f64Const).code.float64(1)
        lanes.op(Vector.splatF64, Vector.and)
        return
      case "convert":
        return this.#convert(expr)
      case "if":
        return this.#choice(expr, (side) => this.value(side))
      case "index":
        return gathered(this, expr)
      case "whole":
        return this.#whole(expr)
      case "load":
        return loaded(this, expr)
      case "call":
        return this.laneWise(expr.args, (args) => ({ ...expr, args }))
      case "random":
        return this.#random(expr.stream)
      case "seq":
        this.#statements(expr.before, this.quarter)
        return this.value(expr.value)
      default:
        throw new TypeError(`${expr.k} as a vector`)
    }
  }

  /** All bits where the condition holds. */
  truth(expr: Expr): void {
    const { lanes } = this
    const { body, plan } = lanes
    if (plan.isUniform(expr)) {
      body.int(0).value(expr).int(0).op(Op.i32Ne, Op.i32Sub)
      return void lanes.op(Vector.splatI32)
    }
    switch (expr.k) {
      case "compare":
        this.value(expr.a)
        this.value(expr.b)
        return void lanes.op(vectorCompare[expr.op])
      case "unary":
        if (expr.op !== "eqz") break
        this.truth(expr.a)
        return void lanes.op(Vector.not)
      case "if":
        return this.#decision(expr)
      case "seq":
        this.#statements(expr.before, this.quarter)
        return this.truth(expr.value)
      default:
    }
    this.value(expr)
    body.op(Op.f64Const).code.float64(0)
    lanes.op(Vector.splatF64, Vector.f64Ne)
  }

  /** `a && b` and `a || b` need no choice. */
  #decision(expr: Extract<Expr, { k: "if" }>): void {
    const { test, yes, no } = expr
    const { plan } = this.lanes
    const isAnd = no.k === "const" && no.value === 0 && !isMasked(yes)
    const isOr = yes.k === "const" && yes.value === 1 && !isMasked(no)
    if (plan.isUniform(test) || (!isAnd && !isOr)) return this.#choice(expr, (side) => this.truth(side))
    this.truth(test)
    this.truth(isAnd ? yes : no)
    this.lanes.op(isAnd ? Vector.and : Vector.or)
  }

  /** Both sides are evaluated, each for the iterations that take it. */
  #choice({ test, yes, no }: Extract<Expr, { k: "if" }>, side: (expr: Expr) => void): void {
    const { lanes, quarter } = this
    const { body } = lanes
    if (lanes.plan.isUniform(test)) {
      body.value(test).open(Op.if, undefined, valueType.v128)
      side(yes)
      body.op(Op.else)
      side(no)
      body.close()
      return
    }
    if (this.#isExtreme(test, yes, no)) return
    this.truth(test)
    const chosen = lanes.saved()
    const outer = lanes.masks[quarter]
    const branch = (expr: Expr, isNot: boolean): void => {
      if (!isMasked(expr)) return side(expr)
      const mask = lanes.both(outer, chosen, isNot)
      lanes.within(quarter, mask, () => {
        if (!calls(expr)) return side(expr)
        // A call is worth a look whether anybody makes it.
        lanes.anyActive([quarter])
        body.open(Op.if, undefined, valueType.v128)
        side(expr)
        body.op(Op.else).get(mask).close()
      })
    }
    if (isZero(no) || isZero(yes)) {
      branch(isZero(no) ? yes : no, !isZero(no))
      body.get(chosen)
      return void lanes.op(isZero(no) ? Vector.and : Vector.andNot)
    }
    branch(yes, false)
    branch(no, true)
    body.get(chosen)
    lanes.op(Vector.select)
  }

  /** `a < b ? b : a` and its kin are one instruction. */
  #isExtreme(test: Expr, yes: Expr, no: Expr): boolean {
    if (test.k !== "compare" || (test.op !== "lt" && test.op !== "gt")) return false
    if (isMasked(test.a) || isMasked(test.b)) return false
    const [less, more] = test.op === "lt" ? [test.a, test.b] : [test.b, test.a]
    const isMost = isSame(yes, more) && isSame(no, less)
    if (!isMost && !(isSame(yes, less) && isSame(no, more))) return false
    this.value(isMost ? less : more)
    this.value(isMost ? more : less)
    this.lanes.op(isMost ? Vector.f64Pmax : Vector.f64Pmin)
    return true
  }

  #unary(expr: Extract<Expr, { k: "unary" }>): void {
    const { lanes } = this
    if (expr.op === "eqz") {
      this.truth(expr)
      lanes.body.op(Op.f64Const).code.float64(1)
      return void lanes.op(Vector.splatF64, Vector.and)
    }
    const code = vectorUnary[expr.op]
    const bits = vectorBits[expr.op]
    if (bits !== undefined) {
      this.value(expr.a)
      return void lanes.body.op(...bits)
    }
    if (code === undefined && expr.op !== "fround") return this.laneWise([expr.a], ([a]) => ({ ...expr, a: a! }))
    this.value(expr.a)
    if (code === undefined) lanes.op(Vector.demote, Vector.promote)
    else lanes.op(code)
  }

  #binary(expr: Extract<Expr, { k: "binary" }>): void {
    const { lanes } = this
    const { body } = lanes
    const { op, a, b, rep } = expr
    if (rep !== "f64" && op === "rem") return this.#remainder(a, b)
    if (op === "copysign") {
      // Bits of the second where the mask has one.
      this.value(b)
      this.value(a)
      body.op(Op.f64Const).code.float64(-0)
      lanes.op(Vector.splatF64, Vector.select)
      return
    }
    const isBits = rep === "i32" && bitwise[op] !== undefined
    if (!isBits && vectorBinary[op] !== undefined) {
      this.value(a)
      this.value(b)
      return void lanes.op(vectorBinary[op])
    }
    const isShift = op === "shl" || op === "shr" || op === "shru"
    if (!isBits || (isShift && !lanes.plan.isUniform(b))) {
      return this.laneWise([a, b], ([x, y]) => ({ ...expr, a: x!, b: y! }))
    }
    this.value(a)
    lanes.op(Vector.toI32)
    if (isShift) body.value(b)
    else {
      this.value(b)
      lanes.op(Vector.toI32)
    }
    lanes.op(bitwise[op]!, Vector.fromI32)
  }

  /** Integers of 32 bits, if they are that wherever an iteration is active. */
  #whole({ a, site }: Extract<Expr, { k: "whole" }>): void {
    const { lanes } = this
    const { body } = lanes
    const mask = lanes.masks[this.quarter]
    this.value(a)
    const given = lanes.saved()
    body.get(given)
    lanes.op(Vector.toI32, Vector.fromI32)
    body.get(given)
    lanes.op(Vector.f64Ne)
    if (mask !== undefined) {
      body.get(mask)
      lanes.op(Vector.and)
    }
    const wrong = lanes.saved()
    body.get(wrong)
    lanes.op(Vector.anyTrue)
    body.open(Op.if)
    for (let lane = 0; lane < width; lane++) {
      lanes.isActive(wrong, lane)
      body.open(Op.if).int(site).get(given)
      lanes.lane(Vector.extractF64, lane)
      body.call("bounds").close()
    }
    body.close().get(given)
  }

  /** The next number of each lane that is active: as emit/random.ts draws it. */
  #random({ first, second }: Stream): void {
    const { lanes, quarter } = this
    const { body } = lanes
    const [x, y] = [lanes.vector(first, quarter), lanes.vector(second, quarter)]
    const shifted = (code: number, by: number): void => {
      body.int(by)
      lanes.op(code)
    }
    const turned = (local: Local, by: number): void => {
      body.get(local)
      shifted(Vector.i64Shl, by)
      body.get(local)
      shifted(Vector.i64ShrU, 64 - by)
      lanes.op(Vector.or)
    }
    const become = (local: Local): void => {
      const mask = lanes.masks[quarter]
      if (mask !== undefined) {
        body.get(local).get(mask)
        lanes.op(Vector.select)
      }
      body.set(local)
    }
    body.get(x).get(y)
    lanes.op(Vector.i64Add)
    const sum = lanes.saved()
    body.get(x).get(y)
    lanes.op(Vector.xor)
    const both = lanes.saved()
    turned(x, 24)
    body.get(both)
    lanes.op(Vector.xor)
    body.get(both)
    shifted(Vector.i64Shl, 16)
    lanes.op(Vector.xor)
    become(x)
    turned(both, 37)
    become(y)
    body.get(sum)
    shifted(Vector.i64ShrU, 12)
    body.op(Op.f64Const).code.float64(1)
    lanes.op(Vector.splatF64, Vector.or)
    body.op(Op.f64Const).code.float64(1)
    lanes.op(Vector.splatF64, Vector.f64Sub)
  }

  /** Of integers of 0 and more: a quotient of such is far enough from the next integer. */
  #remainder(a: Expr, b: Expr): void {
    const { lanes } = this
    const { body } = lanes
    this.value(a)
    const x = lanes.saved()
    this.value(b)
    const y = lanes.saved()
    body.get(x).get(x).get(y)
    lanes.op(Vector.f64Div, Vector.f64Trunc)
    body.get(y)
    lanes.op(Vector.f64Mul, Vector.f64Sub)
  }

  #convert(expr: Extract<Expr, { k: "convert" }>): void {
    const { lanes } = this
    if (expr.how === "int32" || expr.how === "truncated") return this.laneWise([expr.a], ([a]) => ({ ...expr, a: a! }))
    if (expr.how === "unsigned" && expr.a.k === "load" && lanes.kept(expr.a) === undefined) {
      return loaded(this, expr.a, true)
    }
    this.value(expr.a)
    if (expr.how === "unsigned") lanes.op(Vector.toI32, Vector.fromU32)
    if (expr.how === "saturating") lanes.op(Vector.toI32, Vector.fromI32)
  }

  /** The counter of the two iterations and what is added to it, as numbers. */
  #counter(offset: Expr | undefined): void {
    const { lanes } = this
    const { body } = lanes
    const first = width * this.quarter
    lanes.counterVector(offset)
    lanes.op(Vector.const)
    body.code.float64(first).float64(first + 1)
    lanes.op(Vector.f64Add)
  }

  /** What there is no instruction for, for one iteration after the other. */
  laneWise(operands: readonly Expr[], build: (args: readonly Expr[]) => Expr): void {
    const { lanes } = this
    const { body } = lanes
    const vectors = operands.map((operand) => {
      if (lanes.plan.isUniform(operand)) return undefined
      this.value(operand)
      return lanes.saved()
    })
    for (let lane = 0; lane < width; lane++) {
      const args = operands.map((operand, i) => {
        const vector = vectors[i]
        if (vector === undefined) return operand
        body.get(vector)
        lanes.lane(Vector.extractF64, lane)
        return this.scalar(operand.rep)
      })
      body.value(asFloat(build(args)))
      if (lane === 0) lanes.op(Vector.splatF64)
      else lanes.lane(Vector.replaceF64, lane)
    }
  }

  /** A float64 from the stack, as a variable of the representation. */
  scalar(rep: Rep): Expr {
    const local = new Local("lane", rep)
    if (rep === "i32") this.lanes.body.op(Op.saturating, Saturating.i32F64S)
    if (rep === "i64") this.lanes.body.op(Op.saturating, Saturating.i64F64S)
    this.lanes.body.set(local)
    return { k: "get", rep, local }
  }
}

/** 0, and not -0: no bit is set. */
function isZero(expr: Expr): boolean {
  return expr.k === "const" && Object.is(expr.value, 0)
}

/** Does it matter which iterations are active while it is evaluated? */
function isMasked(expr: Expr): boolean {
  if (expr.k === "random" || expr.k === "seq" || expr.k === "load" || expr.k === "index" || expr.k === "call")
    return true
  if (expr.k === "whole") return true
  switch (expr.k) {
    case "unary":
    case "convert":
      return isMasked(expr.a)
    case "binary":
    case "compare":
      return isMasked(expr.a) || isMasked(expr.b)
    case "fused":
      return isMasked(expr.a) || isMasked(expr.b) || isMasked(expr.c)
    case "if":
      return isMasked(expr.test) || isMasked(expr.yes) || isMasked(expr.no)
    default:
      return false
  }
}
