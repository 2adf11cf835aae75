struct Given {
  count: u32,
  start: i32,
  out_length_4: i32,
}
@group(0) @binding(0) var<uniform> given: Given;
@group(0) @binding(3) var<storage, read_write> out_6: array<i32>;
/* wgsl.test.ts */
fn iteration(i_0: i32) {
  var h_1: i32;
  var k_2: i32;
  var at_3: i32;
  var stored_5: i32;
  h_1 = 17;
  k_2 = 0;
  loop {
    if (!(k_2 < 10)) { break; }
    h_1 = ((h_1 * 31) + i_0);
    k_2 = (k_2 + 1);
  }
  at_3 = i_0;
  stored_5 = h_1;
  out_6[at_3] = stored_5;
}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let stride = groups.x * 64u;
  for (var i = id.x; i < given.count; i += stride) {
    iteration(given.start + i32(i));
    if (given.count - i <= stride) { break; }
  }
}
