import type { AddressBits } from "../../core/heap/index.ts"
import { elementShift, Label, Local } from "../ir/index.ts"
import type { ArrayRef, BitsOp, Expr, ImportName, MachineRep, Rep, Stmt } from "../ir/index.ts"
import { asMachine, codesOf, further, widened } from "./addresses.ts"
import { bigBinary, fail } from "./bigints.ts"
import { scalarBits } from "./bits.ts"
import { Bytes } from "./bytes.ts"
import { checkedIndex, whole } from "./checks.ts"
import {
  binaryCodes,
  compareCodes,
  convertCodes,
  convertUnsignedCodes,
  loadCodes,
  Op,
  Saturating,
  storeCodes,
  truncatedCodes,
  unaryCodes,
  valueType,
} from "./opcodes.ts"
import { emitFork } from "./fork.ts"
import { emitPrange } from "./prange.ts"
import { asUnit, draw, seed } from "./random.ts"
import { doesOf, reportInside } from "./report.ts"
import type { LoopReport } from "./report.ts"
import { emitSideBySide } from "./side-by-side.ts"
import { Vector } from "./vector/codes.ts"
import { mapLoop, preferred } from "./vector/index.ts"
import type { Occurrences } from "./vector/index.ts"

/** Below it a float64 has an int64 of its own. */
const two63 = 2 ** 63

/** What a module imports by itself: the error of an index that is outside, and the threads. */
export type RuntimeName = "bounds" | "fork"

/** Writes a part of a prange as a function of its own. */
export type Outline = (child: FunctionBody, first: Local, last: Local, environment: Local, partials: Local) => void

/** The module that a function is part of. */
export interface ModuleParts {
  /** Of its memory's addresses. */
  readonly bits: AddressBits
  /** Where the kernel names its variables. */
  uses(): Occurrences
  /** Tells how a loop is run. */
  report(loop: LoopReport): void
  /** The number of a function that it imports. */
  indexOf(name: ImportName | RuntimeName): number
  /** Adds a function of some units of a prange, best of multiples of `grain`; gives its number among those. */
  outline(write: Outline, grain: number): number
}

/** The bytes of one function's body, while they are written. */
export class FunctionBody {
  readonly code: Bytes = new Bytes()
  readonly #module: ModuleParts
  /** Of addresses. */
  readonly bits: AddressBits
  /** Inside a part of a prange there are no further threads. */
  readonly #isPart: boolean
  readonly #indices = new Map<Local, number>()
  readonly #extra: MachineRep[] = []
  readonly #params: number
  /** What `br` counts: innermost last. */
  readonly #frames: (Label | undefined)[] = []
  /** Where this call may keep partial results: an address. */
  readonly scratch: Local
  /** Bytes of it that are taken by the loops around. */
  taken = 0
  /** Plain loops are done in vectors where that may be. */
  inVectors = true
  /** It stores float64 in vectors. */
  isWide = false

  constructor(params: readonly Local[], scratch: Local, module: ModuleParts, isPart = false) {
    this.#module = module
    this.bits = module.bits
    this.#isPart = isPart
    this.scratch = scratch
    for (const param of params) this.#indices.set(param, this.#indices.size)
    this.#params = this.#indices.size
  }

  /** The body as a module holds it: its locals, its code. */
  finish(): Bytes {
    const body = new Bytes()
    body.unsigned(this.#extra.length)
    for (const rep of this.#extra) body.unsigned(1).byte(valueType[rep])
    return body.append(this.code.take()).byte(Op.end)
  }

  #index(local: Local): number {
    let index = this.#indices.get(local)
    if (index === undefined) {
      index = this.#params + this.#extra.push(this.#machine(local.rep)) - 1
      this.#indices.set(local, index)
    }
    return index
  }

  #machine(rep: Rep): MachineRep {
    return asMachine(rep, this.bits)
  }

  /** Has the function such a variable? */
  knows(local: Local): boolean {
    return this.#indices.has(local)
  }

  call(name: ImportName | RuntimeName): this {
    this.code.byte(Op.call).unsigned(this.#module.indexOf(name))
    return this
  }

  outline(write: Outline, grain: number): number {
    return this.#module.outline(write, grain)
  }

  uses(): Occurrences {
    return this.#module.uses()
  }

  report(loop: LoopReport): void {
    this.#module.report(loop)
  }

  get(local: Local): this {
    this.code.byte(Op.localGet).unsigned(this.#index(local))
    return this
  }

  set(local: Local): this {
    this.code.byte(Op.localSet).unsigned(this.#index(local))
    return this
  }

  tee(local: Local): this {
    this.code.byte(Op.localTee).unsigned(this.#index(local))
    return this
  }

  int(value: number): this {
    this.code.byte(Op.i32Const).signed(value)
    return this
  }

  op(...codes: readonly number[]): this {
    this.code.append(codes)
    return this
  }

  /** Opens a block or a loop that `br` to `label` leaves, or begins anew. */
  open(code: number, label?: Label, type: number = Op.empty): this {
    this.#frames.push(label)
    return this.op(code, type)
  }

  close(): this {
    this.#frames.pop()
    return this.op(Op.end)
  }

  branch(code: number, to: Label): this {
    this.code.byte(code).unsigned(this.#frames.length - 1 - this.#frames.lastIndexOf(to))
    return this
  }

  statements(list: readonly Stmt[]): void {
    for (const stmt of list) this.statement(stmt)
  }

  statement(stmt: Stmt): void {
    switch (stmt.k) {
      case "set":
        this.value(stmt.value).set(stmt.local)
        break
      case "store":
        this.#store(stmt.array, stmt.index, stmt.value)
        break
      case "drop":
        this.value(stmt.value).op(Op.drop)
        break
      case "guard":
        this.value(stmt.test).op(Op.i32Eqz)
        fail(this, stmt.site)
        break
      case "if":
        this.value(stmt.test).open(Op.if)
        this.statements(stmt.yes)
        if (stmt.no.length > 0) {
          this.op(Op.else)
          this.statements(stmt.no)
        }
        this.close()
        break
      case "loop":
        this.#loop(stmt)
        break
      case "block":
        this.open(Op.block, stmt.exit)
        this.statements(stmt.body)
        this.close()
        break
      case "break":
        this.branch(Op.br, stmt.to)
        break
      case "seed":
        seed(this, stmt.stream, stmt.key, undefined)
        break
      case "return":
        for (const value of stmt.values) this.value(value)
        this.op(Op.return)
        break
      case "prange":
        if (this.#isPart || stmt.shares !== undefined) emitPrange(this, stmt)
        else emitFork(this, stmt)
        break
    }
  }

  #loop(stmt: Extract<Stmt, { k: "loop" }>): void {
    const { exit, next, test, late, body, update } = stmt
    const uses = this.#module.uses()
    const map = this.inVectors ? preferred(mapLoop(stmt, uses), body, uses) : "what is left over of vectors"
    this.report({
      where: stmt.where ?? "",
      isPrange: false,
      does: doesOf(body),
      isParallel: false,
      inVectors: typeof map !== "string",
      remark: typeof map === "string" ? map : undefined,
    })
    const { inVectors } = this
    if (typeof map !== "string") {
      reportInside(this, body)
      emitSideBySide(this, map)
      // One kind of vectors is enough: what is left over is little.
      this.inVectors = false
    }
    const again = new Label("again")
    this.open(Op.block, exit)
    if (test !== undefined && !late) this.value(test).op(Op.i32Eqz).branch(Op.brIf, exit)
    this.open(Op.loop, again)
    this.open(Op.block, next)
    this.statements(body)
    this.close()
    this.statements(update)
    // Once more at the end: one jump a round instead of two.
    if (test === undefined) this.branch(Op.br, again)
    else this.value(test).branch(Op.brIf, again)
    this.close().close()
    this.inVectors = inVectors
  }

  #address(array: ArrayRef, index: Expr): this {
    const shift = elementShift[array.element]
    this.get(array.pointer).value(index)
    if (shift > 0) further(this, shift)
    else widened(this).op(codesOf(this).add!)
    return this
  }

  #store(array: ArrayRef, index: Expr, value: Expr): void {
    const { before, code } = storeCodes[array.element]
    this.#address(array, index).value(value)
    this.op(...before, code, elementShift[array.element], 0)
  }

  value(expr: Expr): this {
    switch (expr.k) {
      case "const":
        return this.#constant(expr.rep, expr.value)
      case "bigint":
        this.code.byte(Op.i64Const).signed64(expr.value)
        return this
      case "get":
        return this.get(expr.local)
      case "unary":
        return this.value(expr.a).op(...(unaryCodes[this.#machine(expr.rep)][expr.op] ?? scalarBits[expr.op as BitsOp]))
      case "binary":
        if (expr.rep === "big" && bigBinary(this, expr)) return this
        return this.value(expr.a).value(expr.b).op(binaryCodes[this.#machine(expr.rep)][expr.op]!)
      case "fused":
        return this.#fused(expr)
      case "compare":
        return this.value(expr.a)
          .value(expr.b)
          .op(compareCodes[this.#machine(expr.a.rep) as "f64"][expr.op])
      case "convert":
        return this.#convert(expr)
      case "if":
        this.value(expr.test).open(Op.if, undefined, valueType[this.#machine(expr.rep)])
        this.value(expr.yes).op(Op.else)
        return this.value(expr.no).close()
      case "index":
        checkedIndex(this, expr)
        return this
      case "whole":
        whole(this, expr)
        return this
      case "load": {
        const { code, after } = loadCodes[expr.array.element]
        return this.#address(expr.array, expr.index).op(code, elementShift[expr.array.element], 0, ...after)
      }
      case "random":
        draw(this, expr.stream)
        if (expr.rep === "f64") asUnit(this)
        return this
      case "call":
        if (expr.fn === "rem") return this.#remainder(expr.args[0]!, expr.args[1]!)
        for (const arg of expr.args) this.value(arg)
        return this.call(expr.args.length > 2 ? `${expr.fn as `Math.${string}`}/${expr.args.length}` : expr.fn)
      default:
        this.statements(expr.before)
        return this.value(expr.value)
    }
  }

  /** Only vectors have the instruction. */
  #fused({ a, b, c, isNegative }: Extract<Expr, { k: "fused" }>): this {
    for (const part of [a, b, c]) this.value(part).op(Vector.prefix, Vector.splatF64)
    this.op(Vector.prefix).code.unsigned(isNegative ? Vector.f64Nmadd : Vector.f64Madd)
    return this.op(Vector.prefix, Vector.extractF64, 0)
  }

  #constant(rep: Rep, value: number): this {
    if (rep === "f64") this.code.byte(Op.f64Const).float64(value)
    else this.code.byte(this.#machine(rep) === "i32" ? Op.i32Const : Op.i64Const).signed(value)
    return this
  }

  #convert({ rep, how, a }: Extract<Expr, { k: "convert" }>): this {
    if (how === "int32") return this.#toInt32(a)
    if (how === "truncated" && a.rep === "i64") return this.value(lowest(a))
    if (how === "truncated" && a.rep === "f64") return this.value(a).op(...truncatedCodes)
    if (rep === "i32" && a.k === "call" && a.isWhole === true) return this.#wholeRemainder(a.args[0]!, a.args[1]!)
    const name = `${this.#machine(rep)}<${this.#machine(a.rep)}`
    const codes = (how === "unsigned" ? convertUnsignedCodes[name] : undefined) ?? convertCodes[name]
    if (codes === undefined) throw new TypeError(`no conversion from ${a.rep} to ${rep}`)
    return this.value(a).op(...codes)
  }

  /** JavaScript's: the integer part modulo 2^32. Beyond 2^63, rare as that is, JavaScript does it. */
  #toInt32(a: Expr): this {
    const x = this.temporary("f64")
    this.value(a).tee(x).op(Op.f64Abs)
    this.#constant("f64", two63).op(Op.f64Lt).open(Op.if, undefined, valueType.i32)
    this.get(x).op(Op.saturating, Saturating.i64F64S, Op.i32WrapI64, Op.else)
    this.get(x).call("int32")
    return this.close()
  }

  /** Of integers below 2^53, where nothing can go wrong. */
  #wholeRemainder(a: Expr, b: Expr): this {
    for (const one of [a, b]) {
      if (one.k === "convert" && one.a.rep === "i32") {
        this.value(one.a).op(one.how === "unsigned" ? Op.i64ExtendI32U : Op.i64ExtendI32S)
      } else this.value(one).op(Op.saturating, Saturating.i64F64S)
    }
    return this.op(binaryCodes.big.remu!, Op.i32WrapI64)
  }

  /** Mostly both are positive int32, which an instruction divides. All else, -0 too, is JavaScript's. */
  #remainder(a: Expr, b: Expr): this {
    const [x, y] = [this.temporary("f64"), this.temporary("f64")]
    const [p, q] = [this.temporary("i32"), this.temporary("i32")]
    this.value(a).set(x).value(b).set(y)
    for (const [float, int] of [
      [x, p],
      [y, q],
    ] as const) {
      this.get(float).op(Op.saturating, Saturating.i32F64S).tee(int)
      this.op(Op.f64ConvertI32S).get(float).op(Op.f64Eq).get(int).int(0).op(Op.i32GtS, Op.i32And)
    }
    this.op(Op.i32And).open(Op.if, undefined, valueType.f64)
    this.get(p).get(q).op(Op.i32RemU, Op.f64ConvertI32U, Op.else)
    return this.get(x).get(y).call("rem").close()
  }

  temporary(rep: Rep): Local {
    return new Local("", rep)
  }
}

/** The lowest 32 bits of an i64, of those of its parts where they are enough. */
function lowest(expr: Expr): Expr {
  if (expr.k === "const") return { k: "const", rep: "i32", value: expr.value | 0 }
  if (expr.k === "convert" && expr.a.rep === "i32") return expr.a
  const isRing = expr.k === "binary" && (expr.op === "add" || expr.op === "sub" || expr.op === "mul")
  if (isRing) return { k: "binary", rep: "i32", op: expr.op, a: lowest(expr.a), b: lowest(expr.b) }
  return { k: "convert", rep: "i32", how: "wrap", a: expr }
}
