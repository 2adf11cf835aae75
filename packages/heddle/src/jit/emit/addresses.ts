import type { AddressBits } from "../../core/heap/index.ts"
import { Local } from "../ir/index.ts"
import type { MachineRep, Rep } from "../ir/index.ts"
import type { FunctionBody } from "./function-body.ts"
import { binaryCodes, Op, Saturating } from "./opcodes.ts"

/** A representation as WebAssembly has it, for a heap with addresses of so many bits. */
export function asMachine(rep: Rep, bits: AddressBits): MachineRep {
  if (rep !== "address") return rep
  return bits === 64 ? "i64" : "i32"
}

/** What of a parameter comes from JavaScript: a number also where addresses have 64 bits, as a BigInt would take its time. */
export function asPassed(param: Local, bits: AddressBits): Local {
  return param.rep === "address" && bits === 64 ? new Local(param.name, "f64") : param
}

/** An address from the stack, as it is given to JavaScript. */
export function toPassed(body: FunctionBody): FunctionBody {
  return body.bits === 64 ? body.op(Op.f64ConvertI64S) : body
}

/** The same, as it comes from JavaScript. */
export function fromPassed(body: FunctionBody): FunctionBody {
  return body.bits === 64 ? body.op(Op.saturating, Saturating.i64F64S) : body
}

/** An i32 from the stack, as wide as addresses are. */
export function widened(body: FunctionBody, isSigned = false): FunctionBody {
  if (body.bits === 32) return body
  return body.op(isSigned ? Op.i64ExtendI32S : Op.i64ExtendI32U)
}

/** One of `add`, `shl` … of addresses, with a constant. */
export function byConstant(body: FunctionBody, op: "add" | "sub" | "shl" | "mul", value: number): FunctionBody {
  body.op(body.bits === 64 ? Op.i64Const : Op.i32Const).code.signed(value)
  return body.op(codesOf(body)[op]!)
}

/** What is done to addresses, by name. */
export function codesOf(body: FunctionBody): (typeof binaryCodes)[MachineRep] {
  return binaryCodes[asMachine("address", body.bits)]
}

/** From an address on the stack, and an i32 of 0 or more behind it: so many times 2^shift bytes further. */
export function further(body: FunctionBody, shift: number): FunctionBody {
  byConstant(widened(body), "shl", shift)
  return body.op(codesOf(body).add!)
}
