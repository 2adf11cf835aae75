struct Given {
  count: u32,
  start: i32,
  each: u32,
  blocks: u32,
  n_3: i32,
  a_length_11: i32,
}
@group(0) @binding(0) var<uniform> given: Given;
struct Failure { state: atomic<u32>, site: u32, kind: u32, low: i32, high: i32 }
@group(0) @binding(1) var<storage, read_write> failure: Failure;
@group(0) @binding(2) var<storage, read_write> partials: array<i32>;
@group(0) @binding(3) var<storage, read> a_13: array<f32>;
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
fn heddle_wide_add(a: vec2<i32>, b: vec2<i32>) -> vec2<i32> {
  let low = a.x + b.x;
  return vec2<i32>(low, a.y + b.y + select(0, 1, u32(low) < u32(a.x)));
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
fn heddle_within(x: vec2<i32>, length: i32) -> bool { return x.y == 0 && u32(x.x) < u32(length); }
/* wgsl.test.ts */
fn iteration(i_0: i32, s_1: ptr<function, f32>) {
  var start_2: i32;
  var stop_4: i32;
  var chosen_5: i32;
  var j_10: i32;
  start_2 = given.n_3;
  stop_4 = 0;
  if (stop_4 < start_2) {
    let span_6 = u32((start_2 - stop_4));
    chosen_5 = i32(span_6 / 3u + select(0u, 1u, span_6 % 3u != 0u));
  } else {
    chosen_5 = 0;
  }
  let count_7 = u32(chosen_5);
  let start_8 = start_2;
  for (var at_9 = 0u; at_9 < count_7; at_9++) {
    j_10 = start_8 + i32(at_9) * (-3);
    let at_12 = heddle_wide_add(heddle_wide_mul(heddle_wide(i_0), heddle_wide(given.n_3)), heddle_wide(j_10));
    if (!heddle_within(at_12, given.a_length_11)) {
      heddle_fail(0u, 0u, at_12.x, at_12.y);
      return;
    }
    (*s_1) = ((*s_1) + a_13[at_12.x]);
  }
}
var<workgroup> s_15: array<f32, 256>;
@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) block: vec3<u32>) {
  var s_14: f32 = (-0.0f);
  if (atomicLoad(&failure.state) == 0u) {
    let first = block.x * given.each * 256u + lane;
    for (var turn = 0u; turn < given.each; turn++) {
      let i = first + turn * 256u;
      if (i >= given.count) { break; }
      iteration(given.start + i32(i), &s_14);
    }
  }
  s_15[lane] = s_14;
  for (var width = 128u; width > 0u; width >>= 1u) {
    workgroupBarrier();
    if (lane < width) {
      s_15[lane] = s_15[lane] + s_15[lane + width];
    }
  }
  if (lane == 0u) {
    partials[block.x] = bitcast<i32>(s_15[0]);
  }
}
