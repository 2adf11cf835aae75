struct Given {
  count: u32,
  start: i32,
  width_1: i32,
  out_length_6: i32,
  a_length_8: i32,
}
@group(0) @binding(0) var<uniform> given: Given;
struct Failure { state: atomic<u32>, site: u32, kind: u32, low: i32, high: i32 }
@group(0) @binding(1) var<storage, read_write> failure: Failure;
@group(0) @binding(3) var<storage, read> a_10: array<f32>;
@group(0) @binding(4) var<storage, read_write> out_11: array<f32>;
/* The first of all tells. */
fn heddle_fail(site: u32, kind: u32, low: i32, high: i32) {
  if (atomicOr(&failure.state, 1u) == 0u) {
    failure.site = site;
    failure.kind = kind;
    failure.low = low;
    failure.high = high;
  }
}
fn heddle_floored(a: i32, b: i32) -> i32 {
  let quotient = a / b;
  return quotient - select(0, 1, quotient * b != a && (a < 0) != (b < 0));
}
fn heddle_floor_float(a: i32, b: i32) -> f32 { return select(f32(heddle_floored(a, b)), f32(a) / f32(b), b == 0); }
fn heddle_wide(x: i32) -> vec2<i32> { return vec2<i32>(x, x >> 31u); }
/* What is divided by 0 is no number: then 2^31, which is no index and no int32. */
fn heddle_or_none(x: i32, divisor: i32) -> vec2<i32> {
  return select(heddle_wide(x), vec2<i32>(i32(-2147483648), 0), divisor == 0);
}
fn heddle_wide_add(a: vec2<i32>, b: vec2<i32>) -> vec2<i32> {
  let low = a.x + b.x;
  return vec2<i32>(low, a.y + b.y + select(0, 1, u32(low) < u32(a.x)));
}
fn heddle_wide_float(x: vec2<i32>) -> f32 {
  if (x.y == x.x >> 31u) { return f32(x.x); }
  return f32(x.y) * 4294967296.0f + f32(u32(x.x));
}
fn heddle_wide_mul(a: vec2<i32>, b: vec2<i32>) -> vec2<i32> {
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
}
fn heddle_wide_sub(a: vec2<i32>, b: vec2<i32>) -> vec2<i32> {
  return vec2<i32>(a.x - b.x, a.y - b.y - select(0, 1, u32(a.x) < u32(b.x)));
}
/* To 53 digits, halves to the even one: as JavaScript has it. */
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
}
fn heddle_within(x: vec2<i32>, length: i32) -> bool { return x.y == 0 && u32(x.x) < u32(length); }
/* wgsl.test.ts */
fn iteration(i_0: i32) {
  var y_whole_2: vec2<i32>;
  var y_3: f32;
  var x_4: i32;
  var at_5: i32;
  var stored_7: f32;
  y_whole_2 = heddle_or_none(select(heddle_floored(i_0, given.width_1), 0, given.width_1 == 0), given.width_1);
  y_3 = heddle_floor_float(i_0, given.width_1);
  x_4 = i32(u32(i_0) % u32(given.width_1));
  at_5 = i_0;
  let at_9 = heddle_wide_rounded(heddle_wide_add(heddle_wide_rounded(heddle_wide_mul(y_whole_2, heddle_wide(given.width_1))), heddle_wide(((given.width_1 - 1) - x_4))));
  if (!heddle_within(at_9, given.a_length_8)) {
    heddle_fail(1u, 0u, at_9.x, at_9.y);
    return;
  }
  stored_7 = a_10[at_9.x];
  out_11[at_5] = stored_7;
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
