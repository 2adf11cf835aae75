import type { Local, Stream } from "../ir/index.ts"
import type { FunctionBody } from "./function-body.ts"
import { binaryCodes, Op } from "./opcodes.ts"

/**
 * Random numbers by xoroshiro128+ (Blackman and Vigna, 2018). A stream begins with two numbers of SplitMix64 (Steele, Lea,
 * Flood, 2014) that depend on a key and on which of the streams of that key it is; run/random.ts says the same in
 * JavaScript.
 */
const golden = 0x9e3779b97f4a7c15n

const { f64, i64 } = binaryCodes

function constant(body: FunctionBody, value: bigint): void {
  body.op(Op.i64Const).code.signed64(value)
}

/** A number of SplitMix64 from what is on the stack. */
function mixed(body: FunctionBody): void {
  const z = body.temporary("i64")
  for (const [shift, factor] of [
    [30n, 0xbf58476d1ce4e5b9n],
    [27n, 0x94d049bb133111ebn],
    [31n, undefined],
  ] as const) {
    body.set(z).get(z).get(z)
    constant(body, shift)
    body.op(i64.shru!, i64.xor!)
    if (factor === undefined) continue
    constant(body, factor)
    body.op(i64.mul!)
  }
}

/** Begins a stream. `number` writes which one of the key's it is, an i32; undefined: the first. */
export function seed(
  body: FunctionBody,
  { first, second }: Stream,
  key: Local,
  number: (() => void) | undefined,
): void {
  const at = body.temporary("i64")
  if (number === undefined) constant(body, 0n)
  else {
    number()
    body.op(Op.i64ExtendI32U)
  }
  constant(body, 2n * golden)
  body.op(i64.mul!).get(key).op(Op.i64Add).set(at)
  for (const [i, local] of [first, second].entries()) {
    body.get(at)
    constant(body, golden * BigInt(i + 1))
    body.op(Op.i64Add)
    mixed(body)
    body.set(local)
  }
}

/** The next 64 bits. */
export function draw(body: FunctionBody, { first, second }: Stream): void {
  const both = body.temporary("i64")
  body.get(first).get(second).op(Op.i64Add)
  body.get(second).get(first).op(i64.xor!).set(both)
  body.get(first)
  constant(body, 24n)
  body.op(Op.i64Rotl).get(both).op(i64.xor!).get(both)
  constant(body, 16n)
  body.op(i64.shl!, i64.xor!).set(first)
  body.get(both)
  constant(body, 37n)
  body.op(Op.i64Rotl).set(second)
}

/** 52 bits of 64 as a number from 0 to below 1. */
export function asUnit(body: FunctionBody): void {
  constant(body, 12n)
  body.op(i64.shru!)
  constant(body, 0x3ff0000000000000n)
  body.op(i64.or!, Op.f64ReinterpretI64, Op.f64Const).code.float64(1)
  body.op(f64.sub!)
}
