import type { BinaryOp, CompareOp, Element, UnaryOp } from "../../ir/index.ts"

/** Two float64, or two masks, in 128 bits. */
export const width = 2

/** After the prefix of vector instructions (WebAssembly 3.0, section 5.4.9). */
export const Vector = {
  prefix: 0xfd,
  load: 0x00,
  store: 0x0b,
  const: 0x0c,
  shuffle: 0x0d,
  splatI32: 0x11,
  splatF64: 0x14,
  extractI32: 0x1b,
  extractI64: 0x1d,
  extractF64: 0x21,
  replaceF64: 0x22,
  not: 0x4d,
  and: 0x4e,
  andNot: 0x4f,
  or: 0x50,
  xor: 0x51,
  select: 0x52,
  anyTrue: 0x53,
  store64Lane: 0x5b,
  load32Zero: 0x5c,
  load64Zero: 0x5d,
  demote: 0x5e,
  promote: 0x5f,
  extendI8: 0x87,
  extendU8: 0x89,
  extendI16: 0xa7,
  extendU16: 0xa9,
  i32Shl: 0xab,
  i32ShrS: 0xac,
  i32ShrU: 0xad,
  i32Mul: 0xb5,
  i64AllTrue: 0xc3,
  i64Shl: 0xcb,
  i64ShrU: 0xcd,
  i64Add: 0xce,
  f64Trunc: 0x7a,
  f64Mul: 0xf2,
  f64Sub: 0xf1,
  f64Div: 0xf3,
  f64Add: 0xf0,
  f64Pmin: 0xf6,
  f64Pmax: 0xf7,
  f64Ne: 0x48,
  toI32: 0xfc,
  fromI32: 0xfe,
  fromU32: 0xff,
  f64Madd: 0x107,
  f64Nmadd: 0x108,
} as const

export const vectorUnary: Partial<Record<UnaryOp, number>> = {
  ceil: 0x74,
  floor: 0x75,
  trunc: 0x7a,
  nearest: 0x94,
  abs: 0xec,
  neg: 0xed,
  sqrt: 0xef,
}

/** Of float64, and of int32 that do not wrap: those are exact as float64. */
export const vectorBinary: Partial<Record<BinaryOp, number>> = {
  add: Vector.f64Add,
  sub: Vector.f64Sub,
  mul: Vector.f64Mul,
  div: Vector.f64Div,
  min: 0xf4,
  max: 0xf5,
}

/** Of the bits of int32. */
export const bitwise: Partial<Record<BinaryOp, number>> = {
  mul: Vector.i32Mul,
  and: Vector.and,
  or: Vector.or,
  xor: Vector.xor,
  shl: Vector.i32Shl,
  shr: Vector.i32ShrS,
  shru: Vector.i32ShrU,
}

export const vectorCompare: Readonly<Record<CompareOp, number>> = {
  eq: 0x47,
  ne: 0x48,
  lt: 0x49,
  gt: 0x4a,
  le: 0x4b,
  ge: 0x4c,
}

/** Two neighbouring elements, as two float64: what comes after the address. `bytes` of both. */
export const elementLoads: Readonly<
  Record<Exclude<Element, "i64" | "u64">, { readonly bytes: number; readonly codes: readonly number[] }>
> = {
  f64: { bytes: 16, codes: [] },
  f32: { bytes: 8, codes: [Vector.promote] },
  i32: { bytes: 8, codes: [Vector.fromI32] },
  u32: { bytes: 8, codes: [Vector.fromU32] },
  i16: { bytes: 4, codes: [Vector.extendI16, Vector.fromI32] },
  u16: { bytes: 4, codes: [Vector.extendU16, Vector.fromI32] },
  i8: { bytes: 2, codes: [Vector.extendI8, Vector.extendI16, Vector.fromI32] },
  u8: { bytes: 2, codes: [Vector.extendU8, Vector.extendU16, Vector.fromI32] },
  u8c: { bytes: 2, codes: [Vector.extendU8, Vector.extendU16, Vector.fromI32] },
}

/** How two float64 become two neighbouring elements of 8 bytes together; where there is none, each is stored by itself. */
export const pairStores: Partial<Record<Element, number>> = {
  f32: Vector.demote,
  i32: Vector.toI32,
  u32: Vector.toI32,
}
