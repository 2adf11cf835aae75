struct Given {
  count: u32,
  start: i32,
  out_length_2: i32,
  by_4: f32,
  a_length_5: i32,
  b_length_8: i32,
}
@group(0) @binding(0) var<uniform> given: Given;
struct Failure { state: atomic<u32>, site: u32, kind: u32, low: i32, high: i32 }
@group(0) @binding(1) var<storage, read_write> failure: Failure;
@group(0) @binding(3) var<storage, read> a_7: array<f32>;
@group(0) @binding(4) var<storage, read> b_10: array<f32>;
@group(0) @binding(5) var<storage, read_write> out_11: array<f32>;
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
/* wgsl.test.ts */
fn iteration(i_0: i32) {
  var at_1: i32;
  var stored_3: f32;
  at_1 = i_0;
  let at_6 = i_0;
  if (!(u32(at_6) < u32(given.a_length_5))) {
    heddle_fail(1u, 0u, heddle_wide(at_6).x, heddle_wide(at_6).y);
    return;
  }
  let at_9 = i_0;
  if (!(u32(at_9) < u32(given.b_length_8))) {
    heddle_fail(2u, 0u, heddle_wide(at_9).x, heddle_wide(at_9).y);
    return;
  }
  stored_3 = ((given.by_4 * a_7[at_6]) + b_10[at_9]);
  out_11[at_1] = stored_3;
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
