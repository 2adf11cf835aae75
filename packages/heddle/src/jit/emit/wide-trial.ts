import { Bytes } from "./bytes.ts"
import { functionType, importMemory, moduleOf } from "./module.ts"
import { Op, valueType } from "./opcodes.ts"
import { Vector, vectorBinary, vectorCompare, vectorUnary } from "./vector/codes.ts"

/** The operands that are loaded, and the instructions after that. */
type Trial = readonly [operands: string, ...codes: number[]]

/** All that the vectors of kernels do that V8 makes wider. */
const trials: readonly Trial[] = [
  ...(["sqrt", "abs", "neg"] as const).map((op): Trial => ["a", vectorUnary[op]!]),
  ...(["add", "sub", "mul", "div", "min", "max"] as const).map((op): Trial => ["ab", vectorBinary[op]!]),
  ["baab", vectorCompare.lt, Vector.select],
  ["aba", Vector.f64Madd],
  ["aab", Vector.f64Nmadd],
  ["aab", vectorCompare.gt, Vector.andNot],
  ["aab", vectorCompare.le, Vector.and],
  ["aab", vectorCompare.ge, Vector.or],
  ["aab", vectorCompare.eq, Vector.and],
  ["aab", vectorCompare.ne, Vector.not, Vector.and],
  ["bab", Vector.xor, Vector.xor],
  ["ab", Vector.f64Pmin],
  ["ab", Vector.f64Pmax],
]

/** So many vectors of two results `run` and `apart` write, the last two of them by a loop. */
export const trialVectors: number = 2 * (trials.length + 1)
/** From one of them to the next, in bytes: side by side V8 makes one of two, apart it does not. */
export const trialStrides = { run: 16, apart: 48 } as const

/**
 * A module that imports `heap.memory` and exports `run(a, b, out)` and `apart(a, b, out)`: for four numbers at `a` and four at `b`
 * both write what each instruction gives, in two vectors.
 */
export function wideTrial(): Uint8Array<ArrayBuffer> {
  const types = new Bytes().unsigned(1)
  functionType(types, [valueType.i32, valueType.i32, valueType.i32], [])
  const imports = new Bytes().unsigned(1)
  importMemory(imports, 32)
  const names = ["run", "apart"] as const
  const functions = new Bytes().unsigned(names.length)
  const exports = new Bytes().unsigned(names.length)
  const code = new Bytes().unsigned(names.length)
  for (const [number, name] of names.entries()) {
    functions.unsigned(0)
    exports.name(name).byte(0x00).unsigned(number)
    code.sized(body(trialStrides[name]))
  }
  return moduleOf({ types, imports, functions, exports, code })
}

/** Locals: where the numbers and the results are, the two results of a trial, and the loop's counter. */
const [a, b, out, result, counter] = [0, 1, 2, 3, 5]

function body(stride: number): Bytes {
  const code = new Bytes().unsigned(2).unsigned(2).byte(valueType.v128).unsigned(1).byte(valueType.i32)
  const store = (trial: number): void => {
    // As kernels do: the first of the two last.
    for (const half of [1, 0]) {
      code
        .byte(Op.localGet)
        .unsigned(out)
        .byte(Op.localGet)
        .unsigned(result + half)
      vector(code, Vector.store)
        .byte(3)
        .unsigned(stride * (2 * trial + half))
    }
  }
  for (const [i, [operands, ...ops]] of trials.entries()) {
    // Both are there before one is stored.
    for (const half of [0, 1]) {
      for (const operand of operands) loaded(code, operand, half)
      for (const op of ops) vector(code, op)
      code.byte(Op.localSet).unsigned(result + half)
    }
    store(i)
  }
  loop(code)
  store(trials.length)
  return code.byte(Op.end)
}

function vector(code: Bytes, op: number): Bytes {
  return code.byte(Vector.prefix).unsigned(op)
}

function loaded(code: Bytes, operand: string, half: number): void {
  code.byte(Op.localGet).unsigned(operand === "a" ? a : b)
  vector(code, Vector.load)
    .byte(3)
    .unsigned(16 * half)
}

/** b - a - a - a: vectors that go from one round to the next. */
function loop(code: Bytes): void {
  for (const half of [0, 1]) {
    loaded(code, "b", half)
    code.byte(Op.localSet).unsigned(result + half)
  }
  code.byte(Op.loop).byte(Op.empty)
  for (const half of [0, 1]) {
    code.byte(Op.localGet).unsigned(result + half)
    loaded(code, "a", half)
    vector(code, Vector.f64Sub)
    code.byte(Op.localSet).unsigned(result + half)
  }
  code
    .byte(Op.localGet)
    .unsigned(counter)
    .byte(Op.i32Const)
    .signed(1)
    .byte(Op.i32Add)
    .byte(Op.localTee)
    .unsigned(counter)
  code.byte(Op.i32Const).signed(3).byte(Op.i32Ne).byte(Op.brIf).unsigned(0).byte(Op.end)
}
