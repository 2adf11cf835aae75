struct Given {
  count: u32,
  start: i32,
  each: u32,
  blocks: u32,
  a_length_4: i32,
}
@group(0) @binding(0) var<uniform> given: Given;
@group(0) @binding(2) var<storage, read_write> partials: array<i32>;
@group(0) @binding(3) var<storage, read> a_5: array<f32>;
/* As a constant it would be an error. */
fn heddle_infinity() -> f32 { return bitcast<f32>((given.count & 0u) | 0x7f800000u); }
/* By its bits: a device may take it for granted that there is none. */
fn heddle_is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
fn heddle_max(a: f32, b: f32) -> f32 { return select(select(max(a, b), b, heddle_is_nan(b)), a, heddle_is_nan(a)); }
/* wgsl.test.ts */
fn iteration(i_0: i32, sum_1: ptr<function, f32>, most_2: ptr<function, f32>, bits_3: ptr<function, i32>) {
  if ((a_5[i_0] < 0.0f)) {
    return;
  }
  (*sum_1) = ((*sum_1) + a_5[i_0]);
  (*most_2) = heddle_max((*most_2), a_5[i_0]);
  (*bits_3) = ((*bits_3) | i_0);
}
var<workgroup> sum_7: array<f32, 256>;
var<workgroup> most_9: array<f32, 256>;
var<workgroup> bits_11: array<i32, 256>;
@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) block: vec3<u32>) {
  var sum_6: f32 = (-0.0f);
  var most_8: f32 = -heddle_infinity();
  var bits_10: i32 = 0;
  {
    let first = block.x * given.each * 256u + lane;
    for (var turn = 0u; turn < given.each; turn++) {
      let i = first + turn * 256u;
      if (i >= given.count) { break; }
      iteration(given.start + i32(i), &sum_6, &most_8, &bits_10);
    }
  }
  sum_7[lane] = sum_6;
  most_9[lane] = most_8;
  bits_11[lane] = bits_10;
  for (var width = 128u; width > 0u; width >>= 1u) {
    workgroupBarrier();
    if (lane < width) {
      sum_7[lane] = sum_7[lane] + sum_7[lane + width];
      most_9[lane] = heddle_max(most_9[lane], most_9[lane + width]);
      bits_11[lane] = bits_11[lane] | bits_11[lane + width];
    }
  }
  if (lane == 0u) {
    partials[block.x] = bitcast<i32>(sum_7[0]);
    partials[given.blocks + block.x] = bitcast<i32>(most_9[0]);
    partials[2u * given.blocks + block.x] = bits_11[0];
  }
}
