/** The first byte of each value in the byte codec. From `smallInt` on it is the integer itself, 0 to 127. */
export const Tag = {
  undefined: 0,
  null: 1,
  true: 2,
  false: 3,
  int32: 4,
  float64: 5,
  latin1: 6,
  utf16: 7,
  bigint64: 8,
  bigint: 9,
  object: 10,
  array: 11,
  floats: 12,
  date: 13,
  map: 14,
  set: 15,
  view: 16,
  hole: 17,
  ints: 18,
  smallInt: 128,
} as const

/** Views by number, as they are written. */
export const viewNames: readonly string[] = [
  "Uint8Array",
  "Int8Array",
  "Uint8ClampedArray",
  "Uint16Array",
  "Int16Array",
  "Uint32Array",
  "Int32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "Buffer",
]

/** Deeper values go by message. */
export const deepest = 64
