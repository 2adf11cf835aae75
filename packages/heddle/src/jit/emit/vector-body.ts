import { partsOf } from "../ir/index.ts"
import type { Expr, Local, PrangeStmt, Stmt } from "../ir/index.ts"
import type { FunctionBody } from "./function-body.ts"
import { binaryCodes, Op } from "./opcodes.ts"
import { quarters, Vector, vectorBinary, vectorCompare, vectorUnary } from "./simd.ts"
import type { Access, Affine, VectorPlan } from "./simd.ts"

const i32 = binaryCodes.i32
const f64Bytes = 8
const vectorBytes = 16

/** Writes eight iterations of a prange, two at a time. */
export class VectorBody {
  readonly #body: FunctionBody
  readonly #loop: PrangeStmt
  readonly #plan: VectorPlan
  readonly #locals = new Map<Local, Local>()
  readonly #sums: readonly (readonly Local[])[]
  /** What is the same for all iterations, as a vector. */
  readonly #uniform = new Map<string | Local, Local>()
  readonly #first: Local
  #quarter = 0
  #mask: Local | undefined

  /** `first`: the counter in the first of the eight. */
  constructor(body: FunctionBody, loop: PrangeStmt, plan: VectorPlan, first: Local) {
    this.#body = body
    this.#loop = loop
    this.#plan = plan
    this.#first = first
    this.#sums = loop.reductions.map(() => Array.from({ length: quarters }, () => body.temporary("v128")))
  }

  /** Before the loop: partial results begin with what changes nothing, and what is the same for all is made a vector. */
  begin(): void {
    for (const [r, { identity }] of this.#loop.reductions.entries()) {
      for (const sum of this.#sums[r]!) {
        this.#body.value({ k: "const", rep: "f64", value: identity })
        this.#op(Vector.splatF64)
        this.#body.set(sum)
      }
    }
    this.#prepare(this.#loop.body)
  }

  /** After the loop: the eight partial results of each reduction, to eight places from the address on. */
  end(address: (reduction: number) => void): void {
    for (const [r, sums] of this.#sums.entries()) {
      for (const [q, sum] of sums.entries()) {
        address(r)
        this.#body.get(sum)
        this.#memory(Vector.store, q * vectorBytes)
      }
    }
  }

  iterations(): void {
    for (let q = 0; q < quarters; q++) {
      this.#quarter = q
      this.#mask = undefined
      this.#statements(this.#loop.body)
    }
  }

  /** 1 where an access is within its array for all iterations from `from` to before `to`. */
  within({ array, at }: Access, from: Local, to: Local): void {
    const body = this.#body
    const offset = (): void => {
      if (at.offset === undefined) body.int(0).op(Op.i64ExtendI32S)
      else body.value(at.offset).op(Op.i64ExtendI32S)
    }
    body.get(from).op(Op.i64ExtendI32S)
    offset()
    body.op(Op.i64Add, Op.i64Const, 0, Op.i64GeS)
    body.get(to).op(Op.i64ExtendI32S)
    offset()
    body.op(Op.i64Add).get(array.length).op(Op.i64ExtendI32U, Op.i64LeS)
    body.op(i32.and!)
  }

  #op(code: number): void {
    this.#body.op(Vector.prefix).code.unsigned(code)
  }

  #memory(code: number, offset: number): void {
    this.#op(code)
    // Arrays from elsewhere lie as they lay: at multiples of 8.
    this.#body.op(3).code.unsigned(offset)
  }

  /** Vectors of constants and of variables of the surroundings. */
  #prepare(list: readonly Stmt[]): void {
    const visit = (expr: Expr): void => {
      if (expr.rep === "f64" && expr.k === "const") this.#splat(expr.value, expr)
      if (expr.rep === "f64" && expr.k === "get" && !this.#plan.varying.has(expr.local)) this.#splat(expr.local, expr)
      if (expr.k === "seq") this.#prepare(expr.before)
      for (const part of partsOf(expr)) visit(part)
    }
    for (const stmt of list) {
      if (stmt.k === "set" || stmt.k === "drop" || stmt.k === "store") visit(stmt.value)
      if (stmt.k !== "if") continue
      visit(stmt.test)
      this.#prepare(stmt.yes)
      this.#prepare(stmt.no)
    }
  }

  #splat(key: number | Local, expr: Expr): void {
    const name = typeof key === "number" ? nameOf(key) : key
    if (this.#uniform.has(name)) return
    const local = this.#body.temporary("v128")
    this.#body.value(expr)
    this.#op(Vector.splatF64)
    this.#body.set(local)
    this.#uniform.set(name, local)
  }

  #known(expr: Expr): Local | undefined {
    if (expr.k === "const") return this.#uniform.get(nameOf(expr.value))
    return expr.k === "get" ? this.#uniform.get(expr.local) : undefined
  }

  #variable(local: Local): Local {
    const r = this.#loop.reductions.findIndex((reduction) => reduction.local === local)
    if (r >= 0) return this.#sums[r]![this.#quarter]!
    let vector = this.#locals.get(local)
    if (vector === undefined) this.#locals.set(local, (vector = this.#body.temporary("v128")))
    return vector
  }

  #statements(list: readonly Stmt[]): void {
    for (const stmt of list) this.#statement(stmt)
  }

  #statement(stmt: Stmt): void {
    const body = this.#body
    switch (stmt.k) {
      case "set": {
        // An index has no vector.
        if (stmt.local.rep !== "f64") return
        const variable = this.#variable(stmt.local)
        this.#value(stmt.value)
        if (this.#mask !== undefined) {
          body.get(variable).get(this.#mask)
          this.#op(Vector.select)
        }
        body.set(variable)
        return
      }
      case "store": {
        const at = this.#plan.place(stmt.index)!
        const value = body.temporary("v128")
        this.#value(stmt.value)
        body.set(value)
        this.#address(stmt.array.pointer, at)
        body.get(value)
        if (this.#mask !== undefined) {
          this.#address(stmt.array.pointer, at)
          this.#memory(Vector.load, this.#quarter * vectorBytes)
          body.get(this.#mask)
          this.#op(Vector.select)
        }
        return this.#memory(Vector.store, this.#quarter * vectorBytes)
      }
      case "if": {
        const outer = this.#mask
        const test = body.temporary("v128")
        this.#truth(stmt.test)
        body.set(test)
        const branch = (list: readonly Stmt[], code: number): void => {
          if (list.length === 0) return
          const mask = body.temporary("v128")
          if (outer === undefined) {
            body.get(test)
            if (code === Vector.andNot) this.#op(Vector.not)
          } else {
            body.get(outer).get(test)
            this.#op(code)
          }
          body.set(mask)
          this.#mask = mask
          this.#statements(list)
        }
        branch(stmt.yes, Vector.and)
        branch(stmt.no, Vector.andNot)
        this.#mask = outer
        return
      }
      case "drop":
        this.#value(stmt.value)
        body.op(Op.drop)
        return
      default:
        throw new TypeError(`${stmt.k} in a vector`)
    }
  }

  #address(pointer: Local, { offset }: Affine): void {
    const body = this.#body
    body.get(pointer).get(this.#first)
    if (offset !== undefined) body.value(offset).op(i32.add!)
    body.int(Math.log2(f64Bytes)).op(Op.i32Shl, Op.i32Add)
  }

  #value(expr: Expr): void {
    const known = this.#known(expr)
    if (known !== undefined) return void this.#body.get(known)
    if (this.#plan.isUniform(expr)) return this.#splatted(expr)
    switch (expr.k) {
      case "get":
        return void this.#body.get(this.#variable(expr.local))
      case "unary":
        this.#value(expr.a)
        return this.#op(vectorUnary[expr.op]!)
      case "binary":
        this.#value(expr.a)
        this.#value(expr.b)
        return this.#op(vectorBinary[expr.op]!)
      case "convert":
        return this.#counter(this.#plan.affine(expr.a)!)
      case "if":
        this.#value(expr.yes)
        this.#value(expr.no)
        this.#truth(expr.test)
        return this.#op(Vector.select)
      case "load":
        this.#address(expr.array.pointer, this.#plan.place(expr.index)!)
        return this.#memory(Vector.load, this.#quarter * vectorBytes)
      case "seq":
        this.#statements(expr.before)
        return this.#value(expr.value)
      default:
        throw new TypeError(`${expr.k} as a vector`)
    }
  }

  #splatted(expr: Expr): void {
    this.#body.value(expr)
    this.#op(Vector.splatF64)
  }

  /** The counter of the two iterations and what is added to it, as numbers. */
  #counter({ offset }: Affine): void {
    const first = 2 * this.#quarter
    this.#body.get(this.#first)
    if (offset !== undefined) this.#body.value(offset).op(i32.add!)
    this.#body.op(Op.f64ConvertI32S)
    this.#op(Vector.splatF64)
    this.#op(Vector.const)
    this.#body.code.float64(first).float64(first + 1)
    this.#op(vectorBinary.add!)
  }

  /** All bits where the condition holds. */
  #truth(expr: Expr): void {
    const body = this.#body
    if (this.#plan.isUniform(expr)) {
      body.int(0).value(expr).op(i32.sub!)
      return this.#op(Vector.splatI32)
    }
    switch (expr.k) {
      case "compare":
        this.#value(expr.a)
        this.#value(expr.b)
        return this.#op(vectorCompare[expr.op])
      case "unary":
        this.#truth(expr.a)
        return this.#op(Vector.not)
      case "if":
        this.#truth(expr.yes)
        this.#truth(expr.no)
        this.#truth(expr.test)
        return this.#op(Vector.select)
      default:
        throw new TypeError(`${expr.k} as a mask`)
    }
  }
}

/** -0 is not 0. */
function nameOf(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value)
}
