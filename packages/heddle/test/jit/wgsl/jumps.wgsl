struct Given {
  count: u32,
  start: i32,
  a_length_4: i32,
  out_length_7: i32,
}
@group(0) @binding(0) var<uniform> given: Given;
struct Failure { state: atomic<u32>, site: u32, kind: u32, low: i32, high: i32 }
@group(0) @binding(1) var<storage, read_write> failure: Failure;
@group(0) @binding(3) var<storage, read> a_5: array<i32>;
@group(0) @binding(4) var<storage, read_write> out_10: array<i32>;
/* The first of all tells. */
fn heddle_fail(site: u32, kind: u32, low: i32, high: i32) {
  if (atomicOr(&failure.state, 1u) == 0u) {
    failure.site = site;
    failure.kind = kind;
    failure.low = low;
    failure.high = high;
  }
}
fn heddle_wide(x: i32) -> vec2<i32> { return vec2<i32>(x, x >> 31u); }
fn heddle_wide_less(a: vec2<i32>, b: vec2<i32>) -> bool {
  return a.y < b.y || (a.y == b.y && u32(a.x) < u32(b.x));
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
fn heddle_wide_add(a: vec2<i32>, b: vec2<i32>) -> vec2<i32> {
  let low = a.x + b.x;
  return vec2<i32>(low, a.y + b.y + select(0, 1, u32(low) < u32(a.x)));
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
/* wgsl.test.ts */
fn iteration(i_0: i32) {
  var leaving = 0;
  var count_1: i32;
  var y_2: i32;
  var x_3: i32;
  var at_6: i32;
  var stored_9: i32;
  count_1 = 0;
  y_2 = 0;
  loop {
    if (!(y_2 < 9)) { break; }
    x_3 = 0;
    loop {
      if (!(x_3 < 9)) { break; }
      if ((x_3 == a_5[i_0])) {
        leaving = 1;
        break;
      }
      if (heddle_wide_less(heddle_wide(a_5[i_0]), heddle_wide_rounded(heddle_wide_mul(heddle_wide(x_3), heddle_wide(y_2))))) {
        leaving = 2;
        break;
      }
      count_1 = (count_1 + 1);
      x_3 = (x_3 + 1);
    }
    if (leaving == 1) {
      leaving = 0;
      continue;
    }
    if (leaving == 2) {
      leaving = 0;
      break;
    }
    continuing {
      y_2 = (y_2 + 1);
    }
  }
  let at_8 = i_0;
  if (!(u32(at_8) < u32(given.out_length_7))) {
    heddle_fail(2u, 0u, heddle_wide(at_8).x, heddle_wide(at_8).y);
    return;
  }
  at_6 = at_8;
  stored_9 = count_1;
  out_10[at_6] = (stored_9 & 255);
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
