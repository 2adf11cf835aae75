import { Bytes } from "./bytes.ts"
import { functionType, moduleOf } from "./module.ts"
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
]

/** So many vectors of two results `run` and `apart` write. */
export const trialVectors: number = 2 * trials.length
/** From one of them to the next, in bytes: side by side V8 makes one of two, apart it does not. */
export const trialStrides = { run: 16, apart: 48 } as const

/**
 * A module that imports `heap.memory` and exports `run(a, b, out)` and `apart(a, b, out)`: for four numbers at `a` and four at `b`
 * both write what each instruction gives, in two vectors.
 */
export function wideTrial(): Uint8Array<ArrayBuffer> {
  const types = new Bytes().unsigned(1)
  functionType(types, [valueType.i32, valueType.i32, valueType.i32], [])
  const imports = new Bytes().unsigned(1).name("heap").name("memory").byte(0x02).byte(0x03).unsigned(0).unsigned(65536)
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

function body(stride: number): Bytes {
  const code = new Bytes().unsigned(1).unsigned(2).byte(valueType.v128)
  const vector = (op: number): Bytes => code.byte(Vector.prefix).unsigned(op)
  for (const [i, [operands, ...ops]] of trials.entries()) {
    // Both are there before one is stored.
    for (const half of [0, 1]) {
      for (const operand of operands) {
        code.byte(Op.localGet).unsigned(operand === "a" ? 0 : 1)
        vector(Vector.load).byte(3)
        code.unsigned(16 * half)
      }
      for (const op of ops) vector(op)
      code.byte(Op.localSet).unsigned(3 + half)
    }
    for (const half of [0, 1]) {
      for (const local of [2, 3 + half]) code.byte(Op.localGet).unsigned(local)
      vector(Vector.store).byte(3)
      code.unsigned(stride * (2 * i + half))
    }
  }
  return code.byte(Op.end)
}
