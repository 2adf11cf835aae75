import type { BinaryOp, CompareOp, Element, MachineRep, UnaryOp } from "../ir/index.ts"

/** WebAssembly 3.0, section 5 (binary format). */
export const valueType: Readonly<Record<MachineRep, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f64: 0x7c,
  v128: 0x7b,
  big: 0x7e,
}

export const Op = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  return: 0x0f,
  call: 0x10,
  drop: 0x1a,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  i32Const: 0x41,
  i64Const: 0x42,
  f64Const: 0x44,
  i64Load: 0x29,
  i32Load16U: 0x2f,
  i32Store: 0x36,
  i64Store: 0x37,
  i32Eqz: 0x45,
  i32Ne: 0x47,
  i32LtU: 0x49,
  i32GtU: 0x4b,
  i32GtS: 0x4a,
  i32GeU: 0x4f,
  i64Eqz: 0x50,
  i64LtU: 0x54,
  i64LeS: 0x57,
  i64GeS: 0x59,
  i64GtU: 0x56,
  i64GeU: 0x5a,
  i64Add: 0x7c,
  i64Rotl: 0x89,
  f64Eq: 0x61,
  f64Ne: 0x62,
  f64Lt: 0x63,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32RemU: 0x70,
  i32And: 0x71,
  i32Or: 0x72,
  i32Shl: 0x74,
  i32WrapI64: 0xa7,
  i64ExtendI32S: 0xac,
  i64ExtendI32U: 0xad,
  f64Abs: 0x99,
  f64Nearest: 0x9e,
  f64ConvertI32S: 0xb7,
  f64ConvertI32U: 0xb8,
  f64ConvertI64S: 0xb9,
  f64ConvertI64U: 0xba,
  f32DemoteF64: 0xb6,
  f64PromoteF32: 0xbb,
  i64ReinterpretF64: 0xbd,
  f64ReinterpretI64: 0xbf,
  /** No value. */
  empty: 0x40,
  /** The next byte says which. */
  saturating: 0xfc,
} as const

/** After `Op.saturating`. */
export const Saturating = { i32F64S: 2, i32F64U: 3, i64F64S: 6 } as const

/** `memory.copy` within the one memory. */
export const memoryCopy: readonly number[] = [0xfc, 0x0a, 0x00, 0x00]

/** Those of `BitsOp` are several instructions: bits.ts. */
export const unaryCodes: Readonly<Record<MachineRep, Partial<Record<UnaryOp, readonly number[]>>>> = {
  i32: { eqz: [0x45], clz: [0x67] },
  i64: {},
  big: {},
  v128: {},
  f64: {
    neg: [0x9a],
    abs: [0x99],
    sqrt: [0x9f],
    floor: [0x9c],
    ceil: [0x9b],
    trunc: [0x9d],
    nearest: [0x9e],
    fround: [0xb6, 0xbb],
  },
}

export const binaryCodes: Readonly<Record<MachineRep, Partial<Record<BinaryOp, number>>>> = {
  i32: {
    add: 0x6a,
    sub: 0x6b,
    mul: 0x6c,
    rem: 0x70,
    and: 0x71,
    or: 0x72,
    xor: 0x73,
    shl: 0x74,
    shr: 0x75,
    shru: 0x76,
  },
  i64: { add: 0x7c, sub: 0x7d, mul: 0x7e, and: 0x83, or: 0x84, xor: 0x85, shl: 0x86, shru: 0x88 },
  big: {
    add: 0x7c,
    sub: 0x7d,
    mul: 0x7e,
    div: 0x7f,
    divu: 0x80,
    rem: 0x81,
    remu: 0x82,
    and: 0x83,
    or: 0x84,
    xor: 0x85,
    shl: 0x86,
    shr: 0x87,
    shru: 0x88,
  },
  v128: {},
  f64: { add: 0xa0, sub: 0xa1, mul: 0xa2, div: 0xa3, min: 0xa4, max: 0xa5, copysign: 0xa6 },
}

export const compareCodes: Readonly<Record<Exclude<MachineRep, "v128">, Readonly<Record<CompareOp, number>>>> = {
  i32: { eq: 0x46, ne: 0x47, lt: 0x48, le: 0x4c, gt: 0x4a, ge: 0x4e },
  i64: { eq: 0x51, ne: 0x52, lt: 0x53, le: 0x57, gt: 0x55, ge: 0x59 },
  big: { eq: 0x51, ne: 0x52, lt: 0x53, le: 0x57, gt: 0x55, ge: 0x59 },
  f64: { eq: 0x61, ne: 0x62, lt: 0x63, le: 0x65, gt: 0x64, ge: 0x66 },
}

/** From one representation to another, `to<from`. */
export const convertCodes: Readonly<Record<string, readonly number[]>> = {
  "f64<i32": [Op.f64ConvertI32S],
  "f64<i64": [Op.f64ConvertI64S],
  "f64<big": [Op.f64ConvertI64S],
  "i64<i32": [Op.i64ExtendI32S],
  "big<i32": [Op.i64ExtendI32S],
  "i64<f64": [Op.saturating, Saturating.i64F64S],
  "big<f64": [Op.saturating, Saturating.i64F64S],
  "i32<i64": [Op.i32WrapI64],
  "i32<big": [Op.i32WrapI64],
  "i32<f64": [Op.saturating, Saturating.i32F64S],
}

/** The same of unsigned integers, where that is another instruction. */
export const convertUnsignedCodes: Readonly<Record<string, readonly number[]>> = {
  "f64<i32": [Op.f64ConvertI32U],
  "f64<big": [Op.f64ConvertI64U],
  "f64<i64": [Op.f64ConvertI64U],
  "i64<i32": [Op.i64ExtendI32U],
  "i32<i32": [],
}

/** Of what is below 2^63. */
export const truncatedCodes: readonly number[] = [Op.saturating, Saturating.i64F64S, Op.i32WrapI64]

/** What an element becomes when it is loaded: the code, and those that follow it. Of uint32 it is the bits. */
export const loadCodes: Readonly<Record<Element, { readonly code: number; readonly after: readonly number[] }>> = {
  f64: { code: 0x2b, after: [] },
  f32: { code: 0x2a, after: [Op.f64PromoteF32] },
  i32: { code: 0x28, after: [] },
  u32: { code: 0x28, after: [] },
  i16: { code: 0x2e, after: [] },
  u16: { code: 0x2f, after: [] },
  i8: { code: 0x2c, after: [] },
  u8: { code: 0x2d, after: [] },
  u8c: { code: 0x2d, after: [] },
  i64: { code: 0x29, after: [] },
  u64: { code: 0x29, after: [] },
}

/** How an element is stored: what comes before the code. */
export const storeCodes: Readonly<Record<Element, { readonly before: readonly number[]; readonly code: number }>> = {
  f64: { before: [], code: 0x39 },
  f32: { before: [Op.f32DemoteF64], code: 0x38 },
  i32: { before: [], code: 0x36 },
  u32: { before: [], code: 0x36 },
  i16: { before: [], code: 0x3b },
  u16: { before: [], code: 0x3b },
  i8: { before: [], code: 0x3a },
  u8: { before: [], code: 0x3a },
  u8c: { before: [], code: 0x3a },
  i64: { before: [], code: 0x37 },
  u64: { before: [], code: 0x37 },
}
