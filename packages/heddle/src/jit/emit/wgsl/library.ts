import { angles } from "./angles.ts"
import { none } from "./integers.ts"
import { maths } from "./maths.ts"
import { integer } from "./operators.ts"

interface WgslFunction {
  readonly text: string
  readonly needs?: readonly string[]
}

/** JavaScript's operators where WGSL has others, and 64 bits as two int32. */
const own: Readonly<Record<string, WgslFunction>> = {
  heddle_fail: {
    text: `/* The first of all tells. */
fn heddle_fail(site: u32, kind: u32, low: i32, high: i32) {
  if (atomicOr(&failure.state, 1u) == 0u) {
    failure.site = site;
    failure.kind = kind;
    failure.low = low;
    failure.high = high;
  }
}`,
  },
  heddle_infinity: {
    text: `/* As a constant it would be an error. */
fn heddle_infinity() -> f32 { return bitcast<f32>((given.count & 0u) | 0x7f800000u); }`,
  },
  heddle_nan: { text: "fn heddle_nan() -> f32 { return bitcast<f32>((given.count & 0u) | 0x7fc00000u); }" },
  heddle_is_nan: {
    text: `/* By its bits: a device may take it for granted that there is none. */
fn heddle_is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }`,
  },
  heddle_min: {
    needs: ["heddle_is_nan"],
    text: `fn heddle_min(a: f32, b: f32) -> f32 { return select(select(min(a, b), b, heddle_is_nan(b)), a, heddle_is_nan(a)); }`,
  },
  heddle_max: {
    needs: ["heddle_is_nan"],
    text: `fn heddle_max(a: f32, b: f32) -> f32 { return select(select(max(a, b), b, heddle_is_nan(b)), a, heddle_is_nan(a)); }`,
  },
  heddle_copysign: {
    text: `fn heddle_copysign(a: f32, b: f32) -> f32 {
  return bitcast<f32>((bitcast<u32>(a) & 0x7fffffffu) | (bitcast<u32>(b) & 0x80000000u));
}`,
  },
  heddle_round: {
    text: `fn heddle_round(x: f32) -> f32 {
  let low = floor(x);
  return select(low + 1.0f, low, x - low < 0.5f);
}`,
  },
  heddle_sign: { text: "fn heddle_sign(x: f32) -> f32 { return select(select(x, -1.0f, x < 0.0f), 1.0f, x > 0.0f); }" },
  heddle_int32: {
    text: `/* Modulo 2^32; what is not finite is 0. */
fn heddle_int32(x: f32) -> i32 {
  let bits = bitcast<u32>(x);
  let exponent = i32((bits >> 23u) & 255u) - 150;
  if (exponent <= 7) { return select(i32(x), 0, (bits & 0x7fffffffu) == 0u); }
  if (exponent >= 32) { return 0; }
  let size = i32(((bits & 0x7fffffu) | 0x800000u) << u32(exponent));
  return select(size, -size, x < 0.0f);
}`,
  },
  heddle_saturated: {
    needs: ["heddle_is_nan"],
    text: "fn heddle_saturated(x: f32) -> i32 { return select(i32(x), 0, heddle_is_nan(x)); }",
  },
  heddle_rem: {
    needs: ["heddle_is_nan", "heddle_nan"],
    text: `/* The sign is that of the first; exact, a bit of the quotient at a time. */
fn heddle_rem(a: f32, b: f32) -> f32 {
  let x = abs(a);
  let y = abs(b);
  if (heddle_is_nan(a) || heddle_is_nan(b) || y == 0.0f || bitcast<u32>(x) == 0x7f800000u) {
    return heddle_nan();
  }
  if (x < y) { return a; }
  let exponent_x = max(bitcast<u32>(x) >> 23u, 1u);
  let exponent_y = max(bitcast<u32>(y) >> 23u, 1u);
  var rest = (bitcast<u32>(x) & 0x7fffffu) | select(0u, 0x800000u, x >= 1.17549435e-38f);
  let divisor = (bitcast<u32>(y) & 0x7fffffu) | select(0u, 0x800000u, y >= 1.17549435e-38f);
  for (var i = exponent_x; i > exponent_y; i--) {
    rest = (rest % divisor) << 1u;
  }
  rest = rest % divisor;
  return bitcast<f32>(bitcast<u32>(ldexp(f32(rest), i32(exponent_y) - 150)) | (bitcast<u32>(a) & 0x80000000u));
}`,
  },
  heddle_is_index: {
    text: `/* Above 2^24 not every integer is a float32. */
fn heddle_is_index(x: f32, length: i32) -> bool {
  return x >= 0.0f && x < 16777216.0f && i32(x) < length && f32(i32(x)) == x;
}`,
  },
  heddle_is_whole: {
    text: "fn heddle_is_whole(x: f32) -> bool { return abs(x) < 2147483648.0f && trunc(x) == x; }",
  },
  heddle_wide: { text: "fn heddle_wide(x: i32) -> vec2<i32> { return vec2<i32>(x, x >> 31u); }" },
  heddle_wide_add: {
    text: `fn heddle_wide_add(a: vec2<i32>, b: vec2<i32>) -> vec2<i32> {
  let low = a.x + b.x;
  return vec2<i32>(low, a.y + b.y + select(0, 1, u32(low) < u32(a.x)));
}`,
  },
  heddle_wide_sub: {
    text: `fn heddle_wide_sub(a: vec2<i32>, b: vec2<i32>) -> vec2<i32> {
  return vec2<i32>(a.x - b.x, a.y - b.y - select(0, 1, u32(a.x) < u32(b.x)));
}`,
  },
  heddle_wide_mul: {
    text: `fn heddle_wide_mul(a: vec2<i32>, b: vec2<i32>) -> vec2<i32> {
  let low = a.x * b.x;
  /* Mostly the product of two int32 is one. */
  if (a.y == a.x >> 31u && b.y == b.x >> 31u && abs(f32(a.x) * f32(b.x)) < 2147480000.0f) {
    return vec2<i32>(low, low >> 31u);
  }
  let x = vec2<u32>(u32(a.x) & 65535u, u32(a.x) >> 16u);
  let y = vec2<u32>(u32(b.x) & 65535u, u32(b.x) >> 16u);
  let middle = x.y * y.x + ((x.x * y.x) >> 16u);
  let carried = x.x * y.y + (middle & 65535u);
  let high = x.y * y.y + (middle >> 16u) + (carried >> 16u);
  return vec2<i32>(low, i32(high) + a.x * b.y + a.y * b.x);
}`,
  },
  heddle_wide_rounded: {
    needs: ["heddle_wide_add", "heddle_wide_sub"],
    text: `/* To 53 digits, halves to the even one: as JavaScript has it. */
fn heddle_wide_rounded(x: vec2<i32>) -> vec2<i32> {
  let isNegative = x.y < 0;
  let size = select(x, heddle_wide_sub(vec2<i32>(0, 0), x), isNegative);
  if (size.y < 0x200000) { return x; }
  let drop = 11u - countLeadingZeros(u32(size.y));
  let mask = (1u << drop) - 1u;
  let odd = (u32(size.x) >> drop) & 1u;
  let sum = heddle_wide_add(size, vec2<i32>(i32((mask >> 1u) + odd), 0));
  let rounded = vec2<i32>(i32(u32(sum.x) & ~mask), sum.y);
  return select(rounded, heddle_wide_sub(vec2<i32>(0, 0), rounded), isNegative);
}`,
  },
  heddle_wide_less: {
    text: `fn heddle_wide_less(a: vec2<i32>, b: vec2<i32>) -> bool {
  return a.y < b.y || (a.y == b.y && u32(a.x) < u32(b.x));
}`,
  },
  heddle_wide_float: {
    text: `fn heddle_wide_float(x: vec2<i32>) -> f32 {
  if (x.y == x.x >> 31u) { return f32(x.x); }
  return f32(x.y) * 4294967296.0f + f32(u32(x.x));
}`,
  },
  heddle_within: {
    text: "fn heddle_within(x: vec2<i32>, length: i32) -> bool { return x.y == 0 && u32(x.x) < u32(length); }",
  },
  heddle_floored: {
    text: `fn heddle_floored(a: i32, b: i32) -> i32 {
  let quotient = a / b;
  return quotient - select(0, 1, quotient * b != a && (a < 0) != (b < 0));
}`,
  },
  heddle_or_none: {
    needs: ["heddle_wide"],
    text: `/* What is divided by 0 is no number: then 2^31, which is no index and no int32. */
fn heddle_or_none(x: i32, divisor: i32) -> vec2<i32> {
  return select(heddle_wide(x), vec2<i32>(${integer(none)}, 0), divisor == 0);
}`,
  },
  heddle_integer_rem: {
    needs: ["heddle_nan"],
    text: `fn heddle_integer_rem(a: i32, b: i32) -> f32 {
  let rest = a % b;
  return select(select(f32(rest), -0.0f, rest == 0 && a < 0), heddle_nan(), b == 0);
}`,
  },
  heddle_floor_float: {
    needs: ["heddle_floored"],
    text: "fn heddle_floor_float(a: i32, b: i32) -> f32 { return select(f32(heddle_floored(a, b)), f32(a) / f32(b), b == 0); }",
  },
  heddle_trunc_float: {
    text: "fn heddle_trunc_float(a: i32, b: i32) -> f32 { return select(f32(a / b), f32(a) / f32(b), b == 0); }",
  },
}

const library: Readonly<Record<string, WgslFunction>> = { ...own, ...maths, ...angles }

export function isKnown(name: string): boolean {
  return Object.hasOwn(library, name)
}

/** The functions of these names, after those that they call. */
export function functionsOf(names: Iterable<string>): readonly string[] {
  const texts = new Map<string, string>()
  const add = (name: string): void => {
    if (texts.has(name)) return
    const { text, needs = [] } = library[name]!
    for (const one of needs) add(one)
    texts.set(name, text)
  }
  for (const name of [...names].toSorted()) add(name)
  return [...texts.values()]
}

/** All names that are used once these are. */
export function closureOf(names: Iterable<string>): ReadonlySet<string> {
  const all = new Set<string>()
  const add = (name: string): void => {
    if (all.has(name)) return
    all.add(name)
    for (const one of library[name]?.needs ?? []) add(one)
  }
  for (const name of names) add(name)
  return all
}
