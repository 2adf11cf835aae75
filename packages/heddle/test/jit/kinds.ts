/** The kinds of arrays that kernels know. */
export const kinds = [
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
] as const

/** Numbers that one kind or another has to round, to wrap or to clamp. */
export const edges: readonly number[] = [
  0.5,
  1.5,
  -1.5,
  300,
  -300,
  70_000,
  2 ** 33 + 5,
  Number.NaN,
  Infinity,
  -0,
  254.5,
  2 ** 70,
  -(2 ** 63),
]
