import { elementShift, identityOf } from "../ir/index.ts"
import type { Local, MachineRep, Reduction } from "../ir/index.ts"
import { asMachine, further } from "./addresses.ts"
import type { FunctionBody } from "./function-body.ts"
import { loadCodes, Op, storeCodes } from "./opcodes.ts"

/** Bytes of a partial result. */
export const slot = 8

/** The address of a place in a list of results. */
export function address(body: FunctionBody, place: Local, list: Local): void {
  further(body.get(list).get(place), Math.log2(slot))
}

/** How a variable is kept in memory: the code to load it and the one to store it, and log2 of its bytes. */
const places: Readonly<
  Partial<Record<MachineRep, { readonly load: number; readonly store: number; readonly align: number }>>
> = {
  f64: { load: loadCodes.f64.code, store: storeCodes.f64.code, align: elementShift.f64 },
  i32: { load: loadCodes.i32.code, store: storeCodes.i32.code, align: elementShift.i32 },
  i64: { load: Op.i64Load, store: Op.i64Store, align: 3 },
  big: { load: Op.i64Load, store: Op.i64Store, align: 3 },
}

export function load(body: FunctionBody, { rep }: Local, offset: number): void {
  const { load: code, align } = places[asMachine(rep, body.bits)]!
  body.op(code, align).code.unsigned(offset)
}

export function store(body: FunctionBody, { rep }: Local, offset: number): void {
  const { store: code, align } = places[asMachine(rep, body.bits)]!
  body.op(code, align).code.unsigned(offset)
}

export function identity(body: FunctionBody, reduction: Reduction): void {
  body.value(identityOf(reduction)).set(reduction.local)
}
