import { fusedMultiplyAdd } from "../maths/index.ts"
import { Bytes } from "./bytes.ts"
import { functionType, moduleOf } from "./module.ts"
import { Op, valueType } from "./opcodes.ts"
import { Vector, vectorBinary, vectorCompare, vectorUnary } from "./vector/codes.ts"

type Js = (a: number, b: number) => number

/** A vector instruction of two vectors, and what it is for two numbers: whichever of these. */
interface Trial {
  readonly write: (code: Operands) => void
  readonly js: readonly Js[]
}

/** What one instruction takes: `a` and `b` from memory. */
class Operands {
  readonly code: Bytes
  readonly #offset: number

  constructor(code: Bytes, offset: number) {
    this.code = code
    this.#offset = offset
  }

  a(): this {
    return this.#load(0)
  }

  b(): this {
    return this.#load(1)
  }

  #load(local: number): this {
    this.code.byte(Op.localGet).unsigned(local)
    this.op(Vector.load).code.byte(3).unsigned(this.#offset)
    return this
  }

  op(...codes: readonly number[]): this {
    for (const code of codes) this.code.byte(Vector.prefix).unsigned(code)
    return this
  }
}

const one = (op: "sqrt" | "abs" | "neg", js: Js): Trial => ({
  write: (code) => void code.a().op(vectorUnary[op]!),
  js: [js],
})
const two = (op: "add" | "sub" | "mul" | "div" | "min" | "max", js: Js): Trial => ({
  write: (code) => void code.a().b().op(vectorBinary[op]!),
  js: [js],
})

/** All that the vectors of kernels do that V8 makes wider. */
const trials: readonly Trial[] = [
  one("sqrt", Math.sqrt),
  one("abs", Math.abs),
  one("neg", (a) => -a),
  two("add", (a, b) => a + b),
  two("sub", (a, b) => a - b),
  two("mul", (a, b) => a * b),
  two("div", (a, b) => a / b),
  two("min", Math.min),
  two("max", Math.max),
  {
    write: (code) => void code.b().a().a().b().op(vectorCompare.lt, Vector.select),
    js: [(a, b) => (a < b ? b : a)],
  },
  {
    write: (code) => void code.a().b().a().op(Vector.f64Madd),
    js: [(a, b) => fusedMultiplyAdd(a, b, a), (a, b) => a * b + a],
  },
  {
    write: (code) => void code.a().a().b().op(Vector.f64Nmadd),
    js: [(a, b) => fusedMultiplyAdd(-a, a, b), (a, b) => b - a * a],
  },
]

/** What each instruction gives for two numbers. */
export const wideExpected: readonly (readonly Js[])[] = trials.map(({ js }) => js)

/**
 * A module that imports `heap.memory` and exports `run(a, b, out)`: for four numbers at `a` and four at `b` it writes what each
 * instruction gives, four numbers each, stored as two vectors side by side.
 */
export function wideTrial(): Uint8Array<ArrayBuffer> {
  const types = new Bytes().unsigned(1)
  functionType(types, [valueType.i32, valueType.i32, valueType.i32], [])
  const imports = new Bytes().unsigned(1).name("heap").name("memory").byte(0x02).byte(0x03).unsigned(0).unsigned(65536)
  const locals = new Bytes().unsigned(1).unsigned(2).byte(valueType.v128)
  for (const [i, { write }] of trials.entries()) {
    // Both are there before one is stored.
    for (const half of [0, 1]) {
      write(new Operands(locals, 16 * half))
      locals.byte(Op.localSet).unsigned(3 + half)
    }
    for (const half of [0, 1]) {
      locals
        .byte(Op.localGet)
        .unsigned(2)
        .byte(Op.localGet)
        .unsigned(3 + half)
      locals
        .byte(Vector.prefix)
        .unsigned(Vector.store)
        .byte(3)
        .unsigned(32 * i + 16 * half)
    }
  }
  locals.byte(Op.end)
  return moduleOf({
    types,
    imports,
    functions: new Bytes().unsigned(1).unsigned(0),
    exports: new Bytes().unsigned(1).name("run").byte(0x00).unsigned(0),
    code: new Bytes().unsigned(1).sized(locals),
  })
}
