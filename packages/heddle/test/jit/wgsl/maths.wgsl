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
/* log(1 + x) - x. */
fn heddle_log_rest(x: f32) -> f32 {
  let z = x * x;
  var p = 7.0376836292e-2f;
  p = p * x - 1.1514610310e-1f;
  p = p * x + 1.1676998740e-1f;
  p = p * x - 1.2420140846e-1f;
  p = p * x + 1.4249322787e-1f;
  p = p * x - 1.6668057665e-1f;
  p = p * x + 2.0000714765e-1f;
  p = p * x - 2.4999993993e-1f;
  p = p * x + 3.3333331174e-1f;
  return p * x * z - 0.5f * z;
}
/* x is 2^z times 1 + x: log of that is x + y. */
fn heddle_log_parts(value: f32) -> vec3<f32> {
  var exponent = 0;
  var bits = bitcast<u32>(value);
  if (bits < 0x800000u) {
    bits = bitcast<u32>(value * 8388608.0f);
    exponent = -23;
  }
  /* From the root of 1/2 to that of 2. */
  let above = bits - 0x3f3504f3u;
  exponent += bitcast<i32>(above) >> 23u;
  let x = bitcast<f32>((above & 0x7fffffu) + 0x3f3504f3u) - 1.0f;
  return vec3<f32>(x, heddle_log_rest(x), f32(exponent));
}
/* As a constant it would be an error. */
fn heddle_infinity() -> f32 { return bitcast<f32>((given.count & 0u) | 0x7f800000u); }
/* By its bits: a device may take it for granted that there is none. */
fn heddle_is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
fn heddle_nan() -> f32 { return bitcast<f32>((given.count & 0u) | 0x7fc00000u); }
/* Of what is not from above 0 to below infinity. */
fn heddle_log_special(x: f32) -> f32 {
  if (x == 0.0f) { return -heddle_infinity(); }
  return select(x, heddle_nan(), x < 0.0f || heddle_is_nan(x));
}
fn heddle_log(x: f32) -> f32 {
  if (!(x > 0.0f) || bitcast<u32>(x) >= 0x7f800000u) { return heddle_log_special(x); }
  let parts = heddle_log_parts(x);
  return ((parts.y - 2.12194440e-4f * parts.z) + parts.x) + 0.693359375f * parts.z;
}
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
/* x times 2^k, in two steps: one could be too large. */
fn heddle_power_of_two(x: f32, k: i32) -> f32 {
  let half = k >> 1u;
  return x * bitcast<f32>((half + 127) << 23u) * bitcast<f32>((k - half + 127) << 23u);
}
fn heddle_upper(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u); }
fn heddle_pow(base: f32, y: f32) -> f32 {
  let special = heddle_pow_special(base, y);
  if (special.y == 1.0f) { return special.x; }
  let sign = select(1.0f, -1.0f, base < 0.0f && heddle_is_odd(y));
  var x = abs(base);
  if (x == 1.0f) { return sign; }
  /* log2 of x, as the sum of two float32. */
  var exponent = 0;
  if (x < 1.17549435e-38f) {
    x *= 16777216.0f;
    exponent = -24;
  }
  let bits = bitcast<u32>(x);
  exponent += i32(bits >> 23u) - 127;
  let digits = bits & 0x7fffffu;
  var mantissa = digits | 0x3f800000u;
  var is_upper = false;
  if (digits > 0x1cc471u && digits < 0x5db3d7u) { is_upper = true; }
  else if (digits >= 0x5db3d7u) {
    exponent += 1;
    mantissa -= 0x800000u;
  }
  let a = bitcast<f32>(mantissa);
  let b = select(1.0f, 1.5f, is_upper);
  let u = a - b;
  let v = 1.0f / (a + b);
  let s = u * v;
  let s_high = heddle_upper(s);
  var t_high = bitcast<f32>((((mantissa >> 1u) & 0xfffff000u) | 0x20000000u) + 0x400000u + select(0u, 0x200000u, is_upper));
  var t_low = a - (t_high - b);
  let s_low = v * ((u - s_high * t_high) - s_high * t_low);
  var s2 = s * s;
  var r = s2 * s2 * (0.60000002384f + s2 * (0.42857143283f + s2 * (0.33333334327f + s2 * (0.27272811532f
    + s2 * (0.23066075146f + s2 * 0.20697501302f)))));
  r += s_low * (s_high + s);
  s2 = s_high * s_high;
  t_high = heddle_upper(3.0f + s2 + r);
  t_low = r - ((t_high - 3.0f) - s2);
  let u2 = s_high * t_high;
  let v2 = s_low * t_high + t_low * s;
  let p_high = heddle_upper(u2 + v2);
  let p_low = v2 - (p_high - u2);
  let z_high = 0.96191406250f * p_high;
  let z_low = -1.1736857402e-4f * p_high + p_low * 0.96179670095f + select(0.0f, 1.56322085e-6f, is_upper);
  let upper = select(0.0f, 0.584960938f, is_upper);
  let e = f32(exponent);
  let log_high = heddle_upper(((z_high + z_low) + upper) + e);
  let log_low = z_low - (((log_high - e) - upper) - z_high);
  /* y times that. */
  let y_high = heddle_upper(y);
  let low = (y - y_high) * log_high + y * log_low;
  let high = y_high * log_high;
  let z = low + high;
  if (z > 128.0f || (z == 128.0f && low + 4.2995665694e-8f > z - high)) { return sign * heddle_infinity(); }
  if (z < -150.0f) { return sign * 0.0f; }
  let k = round(z);
  let rest = (high - k) + low;
  let rest_high = heddle_upper(rest);
  let rest_low = low - (rest_high - (high - k));
  let x_high = rest_high * 0.693145752f;
  let x_low = rest_low * 0.69314718246f + rest_high * 1.42860654e-6f;
  let w = x_high + x_low;
  let w_low = x_low - (w - x_high);
  let t = w * w;
  let t1 = w - t * (0.16666667163f + t * (-2.7777778450e-3f + t * (6.6137559770e-5f + t * (-1.6533901999e-6f
    + t * 4.1381369442e-8f))));
  let result = 1.0f - (((w * t1) / (t1 - 2.0f) - (w_low + w * w_low)) - w);
  return sign * heddle_power_of_two(result, i32(k));
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
struct HeddleAngle { rest: f32, quadrant: i32 }
fn heddle_times(a: u32, b: u32) -> vec2<u32> {
  let x = vec2<u32>(a & 65535u, a >> 16u);
  let y = vec2<u32>(b & 65535u, b >> 16u);
  let middle = x.y * y.x + ((x.x * y.x) >> 16u);
  let carried = x.x * y.y + (middle & 65535u);
  return vec2<u32>(a * b, x.y * y.y + (middle >> 16u) + (carried >> 16u));
}
/* An angle less multiples of pi / 2. */
fn heddle_angle(a: f32) -> HeddleAngle {
  if (abs(a) < 1000.0f) {
    let q = round(a * 0.636619772f);
    let rest = ((a - q * 1.5703125f) - q * 4.837512969970703e-4f) - q * 7.54978995489e-8f;
    return HeddleAngle(rest, i32(q));
  }
  var table = array<u32, 7>(0u, 0x28be60dbu, 0x9391054au, 0x7f09d5f4u, 0x7d4d3770u, 0x36d8a566u, 0x4f10e410u);
  let digits = ((bitcast<u32>(a) & 0x7fffffu) << 8u) | 0x80000000u;
  let exponent = ((bitcast<u32>(a) >> 23u) & 255u) - 126u;
  let word = exponent >> 5u;
  let by = exponent & 31u;
  var high = table[word];
  var middle = table[min(word + 1u, 6u)];
  var low = table[min(word + 2u, 6u)];
  let last = table[min(word + 3u, 6u)];
  if (by > 0u) {
    high = (high << by) | (middle >> (32u - by));
    middle = (middle << by) | (low >> (32u - by));
    low = (low << by) | (last >> (32u - by));
  }
  let carried = heddle_times(digits, low).y;
  let product = heddle_times(digits, middle);
  let sum = product.x + carried;
  var top = product.y + digits * high + select(0u, 1u, sum < carried);
  var quadrant = i32(top >> 30u);
  top = top & 0x3fffffffu;
  var rest = f32(top) * 4294967296.0f + f32(sum);
  if ((top & 0x20000000u) != 0u) {
    quadrant += 1;
    let left = 0u - sum;
    rest = -(f32(0x40000000u - top - select(1u, 0u, sum == 0u)) * 4294967296.0f + f32(left));
  }
  rest = rest * 3.40612158e-19f;
  if (a < 0.0f) { return HeddleAngle(-rest, -quadrant); }
  return HeddleAngle(rest, quadrant);
}
/* The sine of an angle, some quadrants on. */
fn heddle_sin_of(a: f32, quadrants: i32) -> f32 {
  if (heddle_is_nan(a) || (bitcast<u32>(a) & 0x7fffffffu) == 0x7f800000u) { return heddle_nan(); }
  let angle = heddle_angle(a);
  let quadrant = angle.quadrant + quadrants;
  let x = angle.rest;
  let z = x * x;
  let sine = ((-1.9515295891e-4f * z + 8.3321608736e-3f) * z - 1.6666654611e-1f) * z * x + x;
  let cosine = ((2.443315711809948e-5f * z - 1.388731625493765e-3f) * z + 4.166664568298827e-2f) * z * z - 0.5f * z + 1.0f;
  let chosen = select(sine, cosine, (quadrant & 1) == 1);
  return select(chosen, -chosen, (quadrant & 2) == 2);
}
fn heddle_sin(x: f32) -> f32 {
  if (x == 0.0f) { return x; }
  return heddle_sin_of(x, 0);
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
  stored_3 = (heddle_pow(heddle_sin(a_6[at_5]), 1.5f) + heddle_log(heddle_rem(a_6[at_7], 3.0f)));
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
