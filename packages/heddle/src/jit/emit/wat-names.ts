/*
 * The names of instructions by their codes (WebAssembly 3.0, section 6.5 and the index of instructions). A row is the code
 * of its first name, what stands before the dot, and names in the order of their codes; `-` stands where there is none.
 */
type Row = readonly [first: number, before: string, names: string]

const compareInts = "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u"
const compareFloats = "eq ne lt gt le ge"
const ints = "clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr"
const floats = "abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign"
const vectorFloats = "abs neg - sqrt add sub mul div min max pmin pmax"

function named(rows: readonly Row[]): ReadonlyMap<number, string> {
  return new Map(
    rows.flatMap(([first, before, names]) =>
      names.split(" ").flatMap((name, i) => {
        const whole = before === "" ? name : `${before}.${name}`
        return name === "-" ? [] : [[first + i, whole] as const]
      }),
    ),
  )
}

/** Instructions of one byte. */
export const plain: ReadonlyMap<number, string> = named([
  [0x00, "", "unreachable nop block loop if else"],
  [0x0b, "", "end br br_if - return call"],
  [0x1a, "", "drop select"],
  [0x20, "local", "get set tee"],
  [0x28, "", "i32.load i64.load f32.load f64.load"],
  [0x2c, "i32", "load8_s load8_u load16_s load16_u"],
  [0x30, "i64", "load8_s load8_u load16_s load16_u load32_s load32_u"],
  [0x36, "", "i32.store i64.store f32.store f64.store"],
  [0x3a, "", "i32.store8 i32.store16 i64.store8 i64.store16 i64.store32"],
  [0x41, "", "i32.const i64.const - f64.const"],
  [0x45, "i32", `eqz ${compareInts}`],
  [0x50, "i64", `eqz ${compareInts}`],
  [0x5b, "f32", compareFloats],
  [0x61, "f64", compareFloats],
  [0x67, "i32", ints],
  [0x79, "i64", ints],
  [0x8b, "f32", floats],
  [0x99, "f64", floats],
  [0xa7, "i32", "wrap_i64 trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u"],
  [0xac, "i64", "extend_i32_s extend_i32_u trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u"],
  [0xb2, "f32", "convert_i32_s convert_i32_u convert_i64_s convert_i64_u demote_f64"],
  [0xb7, "f64", "convert_i32_s convert_i32_u convert_i64_s convert_i64_u promote_f32"],
  [0xbc, "", "i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64"],
  [0xc0, "", "i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s"],
])

/** After `Op.saturating`. */
export const saturating: ReadonlyMap<number, string> = named([
  [0x00, "i32", "trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u"],
  [0x04, "i64", "trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u"],
])

/** After `Vector.prefix`. */
export const vector: ReadonlyMap<number, string> = named([
  [0x00, "v128", "load load8x8_s load8x8_u load16x4_s load16x4_u load32x2_s load32x2_u"],
  [0x07, "v128", "load8_splat load16_splat load32_splat load64_splat store const"],
  [0x0d, "i8x16", "shuffle swizzle"],
  [0x0f, "", "i8x16.splat i16x8.splat i32x4.splat i64x2.splat f32x4.splat f64x2.splat"],
  [0x15, "i8x16", "extract_lane_s extract_lane_u replace_lane"],
  [0x18, "i16x8", "extract_lane_s extract_lane_u replace_lane"],
  [0x1b, "i32x4", "extract_lane replace_lane"],
  [0x1d, "i64x2", "extract_lane replace_lane"],
  [0x1f, "f32x4", "extract_lane replace_lane"],
  [0x21, "f64x2", "extract_lane replace_lane"],
  [0x23, "i8x16", compareInts],
  [0x2d, "i16x8", compareInts],
  [0x37, "i32x4", compareInts],
  [0x41, "f32x4", compareFloats],
  [0x47, "f64x2", compareFloats],
  [0x4d, "v128", "not and andnot or xor bitselect any_true"],
  [0x54, "v128", "load8_lane load16_lane load32_lane load64_lane"],
  [0x58, "v128", "store8_lane store16_lane store32_lane store64_lane load32_zero load64_zero"],
  [0x5e, "", "f32x4.demote_f64x2_zero f64x2.promote_low_f32x4"],
  [0x60, "i8x16", "abs neg popcnt all_true bitmask narrow_i16x8_s narrow_i16x8_u"],
  [0x67, "f32x4", "ceil floor trunc nearest"],
  [0x6b, "i8x16", "shl shr_s shr_u add add_sat_s add_sat_u sub sub_sat_s sub_sat_u"],
  [0x74, "f64x2", "ceil floor - - - - trunc"],
  [0x76, "i8x16", "min_s min_u max_s max_u - avgr_u"],
  [0x7c, "i16x8", "extadd_pairwise_i8x16_s extadd_pairwise_i8x16_u"],
  [0x7e, "i32x4", "extadd_pairwise_i16x8_s extadd_pairwise_i16x8_u"],
  [0x80, "i16x8", "abs neg q15mulr_sat_s all_true bitmask narrow_i32x4_s narrow_i32x4_u"],
  [0x87, "i16x8", "extend_low_i8x16_s extend_high_i8x16_s extend_low_i8x16_u extend_high_i8x16_u"],
  [0x8b, "i16x8", "shl shr_s shr_u add add_sat_s add_sat_u sub sub_sat_s sub_sat_u"],
  [0x94, "", "f64x2.nearest i16x8.mul i16x8.min_s i16x8.min_u i16x8.max_s i16x8.max_u - i16x8.avgr_u"],
  [0x9c, "i16x8", "extmul_low_i8x16_s extmul_high_i8x16_s extmul_low_i8x16_u extmul_high_i8x16_u"],
  [0xa0, "i32x4", "abs neg - all_true bitmask"],
  [0xa7, "i32x4", "extend_low_i16x8_s extend_high_i16x8_s extend_low_i16x8_u extend_high_i16x8_u"],
  [0xab, "i32x4", "shl shr_s shr_u add - - sub - - - mul min_s min_u max_s max_u dot_i16x8_s"],
  [0xbc, "i32x4", "extmul_low_i16x8_s extmul_high_i16x8_s extmul_low_i16x8_u extmul_high_i16x8_u"],
  [0xc0, "i64x2", "abs neg - all_true bitmask"],
  [0xc7, "i64x2", "extend_low_i32x4_s extend_high_i32x4_s extend_low_i32x4_u extend_high_i32x4_u"],
  [0xcb, "i64x2", "shl shr_s shr_u add - - sub - - - mul eq ne lt_s gt_s le_s ge_s"],
  [0xdc, "i64x2", "extmul_low_i32x4_s extmul_high_i32x4_s extmul_low_i32x4_u extmul_high_i32x4_u"],
  [0xe0, "f32x4", vectorFloats],
  [0xec, "f64x2", vectorFloats],
  [0xf8, "", "i32x4.trunc_sat_f32x4_s i32x4.trunc_sat_f32x4_u f32x4.convert_i32x4_s f32x4.convert_i32x4_u"],
  [0xfc, "i32x4", "trunc_sat_f64x2_s_zero trunc_sat_f64x2_u_zero"],
  [0xfe, "f64x2", "convert_low_i32x4_s convert_low_i32x4_u"],
  [0x100, "", "i8x16.relaxed_swizzle i32x4.relaxed_trunc_f32x4_s i32x4.relaxed_trunc_f32x4_u"],
  [0x103, "i32x4", "relaxed_trunc_f64x2_s_zero relaxed_trunc_f64x2_u_zero"],
  [0x105, "", "f32x4.relaxed_madd f32x4.relaxed_nmadd f64x2.relaxed_madd f64x2.relaxed_nmadd"],
  [0x109, "", "i8x16.relaxed_laneselect i16x8.relaxed_laneselect i32x4.relaxed_laneselect i64x2.relaxed_laneselect"],
  [0x10d, "", "f32x4.relaxed_min f32x4.relaxed_max f64x2.relaxed_min f64x2.relaxed_max"],
])

/** How many bytes an instruction reads or writes, which is how it is aligned unless it says otherwise. */
export function bytesOf(name: string): number {
  const [type, action] = name.split(".") as [string, string]
  const [, bits, times] = /(\d+)(?:x(\d+))?/.exec(action) ?? []
  return ((bits === undefined ? Number(type.slice(1)) : Number(bits)) / 8) * Number(times ?? 1)
}
