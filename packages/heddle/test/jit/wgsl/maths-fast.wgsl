struct Given {
  count: u32,
  start: i32,
  out_length_2: i32,
  a_length_4: i32,
}
@group(0) @binding(0) var<uniform> given: Given;
struct Failure { state: atomic<u32>, site: u32, kind: u32, low: i32, high: i32 }
@group(0) @binding(1) var<storage, read_write> failure: Failure;
@group(0) @binding(3) var<storage, read> a_6: array<f32>;
@group(0) @binding(4) var<storage, read_write> out_8: array<f32>;
/* The first of all tells. */
fn heddle_fail(site: u32, kind: u32, low: i32, high: i32) {
  if (atomicOr(&failure.state, 1u) == 0u) {
    failure.site = site;
    failure.kind = kind;
    failure.low = low;
    failure.high = high;
  }
}
/* As a constant it would be an error. */
fn heddle_infinity() -> f32 { return bitcast<f32>((given.count & 0u) | 0x7f800000u); }
/* By its bits: a device may take it for granted that there is none. */
fn heddle_is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
fn heddle_nan() -> f32 { return bitcast<f32>((given.count & 0u) | 0x7fc00000u); }
/* x: what x^y is of |x|, if y is 1 in its place: a NaN, or x. y: whether it is decided already. */
fn heddle_is_odd(y: f32) -> bool { return abs(y) < 16777216.0f && trunc(y) == y && (i32(y) & 1) == 1; }
fn heddle_pow_special(x: f32, y: f32) -> vec2<f32> {
  if (y == 0.0f) { return vec2<f32>(1.0f, 1.0f); }
  if (heddle_is_nan(x) || heddle_is_nan(y)) { return vec2<f32>(heddle_nan(), 1.0f); }
  let size = abs(x);
  if (bitcast<u32>(abs(y)) == 0x7f800000u) {
    if (size == 1.0f) { return vec2<f32>(heddle_nan(), 1.0f); }
    return vec2<f32>(select(0.0f, heddle_infinity(), (size > 1.0f) == (y > 0.0f)), 1.0f);
  }
  if (size == 0.0f || bitcast<u32>(size) == 0x7f800000u) {
    let result = select(0.0f, heddle_infinity(), (size == 0.0f) == (y < 0.0f));
    let negative = (bitcast<u32>(x) >> 31u) == 1u && heddle_is_odd(y);
    return vec2<f32>(select(result, -result, negative), 1.0f);
  }
  if (x < 0.0f && trunc(y) != y) { return vec2<f32>(heddle_nan(), 1.0f); }
  return vec2<f32>(0.0f, 0.0f);
}
fn heddle_fast_pow(x: f32, y: f32) -> f32 {
  let special = heddle_pow_special(x, y);
  if (special.y == 1.0f) { return special.x; }
  return select(1.0f, -1.0f, x < 0.0f && heddle_is_odd(y)) * exp2(y * log2(abs(x)));
}
/* The sign is that of the first; exact, a bit of the quotient at a time. */
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
}
fn heddle_wide(x: i32) -> vec2<i32> { return vec2<i32>(x, x >> 31u); }
/* wgsl.test.ts */
fn iteration(i_0: i32) {
  var at_1: i32;
  var stored_3: f32;
  at_1 = i_0;
  let at_5 = i_0;
  if (!(u32(at_5) < u32(given.a_length_4))) {
    heddle_fail(1u, 0u, heddle_wide(at_5).x, heddle_wide(at_5).y);
    return;
  }
  let at_7 = i_0;
  if (!(u32(at_7) < u32(given.a_length_4))) {
    heddle_fail(2u, 0u, heddle_wide(at_7).x, heddle_wide(at_7).y);
    return;
  }
  stored_3 = (heddle_fast_pow(sin(a_6[at_5]), 1.5f) + log(heddle_rem(a_6[at_7], 3.0f)));
  out_8[at_1] = stored_3;
}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  if (atomicLoad(&failure.state) != 0u) { return; }
  let stride = groups.x * 64u;
  for (var i = id.x; i < given.count; i += stride) {
    iteration(given.start + i32(i));
    if (given.count - i <= stride) { break; }
  }
}
