import type { BitsOp } from "../ir/index.ts"
import { Bytes } from "./bytes.ts"
import { binaryCodes, Op } from "./opcodes.ts"
import { Vector } from "./vector/codes.ts"

/** One step of an operation on the bits of a float64. */
type Step =
  | readonly ["addFloat" | "subFloat", number]
  | readonly ["add" | "and" | "or", bigint]
  | readonly ["shl" | "shru", number]

const integersOnly = 1.5 * 2 ** 52
const until = 0x00095f62_00000000n

/** Between two of float64, and the others on its 64 bits: maths/bits.ts says the same in JavaScript. */
const steps: Readonly<Record<BitsOp, readonly Step[]>> = {
  powerOfTwo: [
    ["addFloat", integersOnly + 1023],
    ["shl", 52],
  ],
  powerOfMinusOne: [
    ["addFloat", integersOnly],
    ["shl", 63],
    ["or", bitsOf(1)],
  ],
  nearestExponent: [
    ["add", until],
    ["shru", 52],
    ["or", bitsOf(2 ** 52)],
    ["subFloat", 2 ** 52 + 1023],
  ],
  nearestSignificand: [
    ["add", until],
    ["and", 0x000fffff_ffffffffn],
    ["add", 0x3fe6a09e_00000000n],
  ],
  upperHalf: [["and", 0xffffffff_f8000000n]],
}

function bitsOf(value: number): bigint {
  return new BigUint64Array(Float64Array.of(value).buffer)[0]!
}

const { f64, i64 } = binaryCodes
const scalar: Readonly<Partial<Record<Step[0], number>>> = { ...i64, addFloat: f64.add!, subFloat: f64.sub! }
const vector: Readonly<Record<Step[0], number>> = {
  addFloat: Vector.f64Add,
  subFloat: Vector.f64Sub,
  add: Vector.i64Add,
  and: Vector.and,
  or: Vector.or,
  shl: Vector.i64Shl,
  shru: Vector.i64ShrU,
}

function scalarCode(list: readonly Step[]): readonly number[] {
  const code = new Bytes()
  let isFloat = true
  const become = (float: boolean): void => {
    if (isFloat !== float) code.byte(float ? Op.f64ReinterpretI64 : Op.i64ReinterpretF64)
    isFloat = float
  }
  for (const [op, value] of list) {
    become(op === "addFloat" || op === "subFloat")
    if (isFloat) code.byte(Op.f64Const).float64(value as number)
    else code.byte(Op.i64Const).signed64(BigInt(value))
    code.byte(scalar[op]!)
  }
  become(true)
  return [...code.take()]
}

function vectorCode(list: readonly Step[]): readonly number[] {
  const code = new Bytes()
  for (const [op, value] of list) {
    if (op === "shl" || op === "shru") code.byte(Op.i32Const).signed(value)
    else {
      const bits = typeof value === "bigint" ? value : bitsOf(value)
      code.append([Vector.prefix, Vector.const]).append(new Uint8Array(BigUint64Array.of(bits, bits).buffer))
    }
    code.byte(Vector.prefix).unsigned(vector[op])
  }
  return [...code.take()]
}

function table(write: (list: readonly Step[]) => readonly number[]): Readonly<Record<BitsOp, readonly number[]>> {
  const entries = Object.entries(steps).map(([op, list]) => [op, write(list)] as const)
  return Object.fromEntries(entries) as Record<BitsOp, readonly number[]>
}

/** What follows a float64, to make another one. */
export const scalarBits: Readonly<Record<BitsOp, readonly number[]>> = table(scalarCode)
/** What follows two of them in a vector. */
export const vectorBits: Readonly<Record<string, readonly number[]>> = table(vectorCode)
