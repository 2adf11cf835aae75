struct Given {
  count: u32,
  start: i32,
  out_length_4: i32,
}
@group(0) @binding(0) var<uniform> given: Given;
@group(0) @binding(3) var<storage, read_write> out_7: array<i32>;
fn heddle_wide_float(x: vec2<i32>) -> f32 {
  if (x.y == x.x >> 31u) { return f32(x.x); }
  return f32(x.y) * 4294967296.0f + f32(u32(x.x));
}
/* wgsl.test.ts */
fn iteration(i_0: i32) {
  var h_1: i32;
  var k_2: i32;
  var at_3: i32;
  var stored_whole_5: vec2<i32>;
  var stored_6: f32;
  h_1 = 17;
  k_2 = 0;
  loop {
    if (!(k_2 < 10)) { break; }
    h_1 = ((h_1 * 31) + i_0);
    k_2 = (k_2 + 1);
  }
  at_3 = i_0;
  stored_whole_5 = vec2<i32>(h_1, 0);
  stored_6 = heddle_wide_float(stored_whole_5);
  out_7[at_3] = stored_whole_5.x;
}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let stride = groups.x * 64u;
  for (var i = id.x; i < given.count; i += stride) {
    iteration(given.start + i32(i));
    if (given.count - i <= stride) { break; }
  }
}
