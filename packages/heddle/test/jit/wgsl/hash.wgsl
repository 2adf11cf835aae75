struct Given {
  count: u32,
  start: i32,
  out_length_5: i32,
}
@group(0) @binding(0) var<uniform> given: Given;
@group(0) @binding(3) var<storage, read_write> out_8: array<i32>;
fn heddle_wide_float(x: vec2<i32>) -> f32 {
  if (x.y == x.x >> 31u) { return f32(x.x); }
  return f32(x.y) * 4294967296.0f + f32(u32(x.x));
}
/* wgsl.test.ts */
fn iteration(i_0: i32) {
  var h_whole_1: vec2<i32>;
  var h_2: f32;
  var k_3: i32;
  var at_4: i32;
  var stored_whole_6: vec2<i32>;
  var stored_7: f32;
  h_whole_1 = vec2<i32>(17, 0);
  h_2 = heddle_wide_float(h_whole_1);
  k_3 = 0;
  loop {
    if (!(k_3 < 10)) { break; }
    h_whole_1 = vec2<i32>(((h_whole_1.x * 31) + i_0), 0);
    h_2 = heddle_wide_float(h_whole_1);
    k_3 = (k_3 + 1);
  }
  at_4 = i_0;
  stored_whole_6 = h_whole_1;
  stored_7 = heddle_wide_float(stored_whole_6);
  out_8[at_4] = stored_whole_6.x;
}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let stride = groups.x * 64u;
  for (var i = id.x; i < given.count; i += stride) {
    iteration(given.start + i32(i));
    if (given.count - i <= stride) { break; }
  }
}
