interface WgslFunction {
  readonly text: string
  /** The functions that it calls. */
  readonly needs?: readonly string[]
}

/**
 * Sines and their inverses in float32, within a few units in the last place, where WGSL lets a device's own be off by
 * 2^-11. The polynomials are those of Cephes (Moshier), the reduction of large angles is Payne's and Hanek's.
 */
export const angles: Readonly<Record<string, WgslFunction>> = {
  heddle_angle: {
    text: `struct HeddleAngle { rest: f32, quadrant: i32 }
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
}`,
  },
  heddle_sin_of: {
    needs: ["heddle_angle", "heddle_is_nan", "heddle_nan"],
    text: `/* The sine of an angle, some quadrants on. */
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
}`,
  },
  heddle_sin: {
    needs: ["heddle_sin_of"],
    text: `fn heddle_sin(x: f32) -> f32 {
  if (x == 0.0f) { return x; }
  return heddle_sin_of(x, 0);
}`,
  },
  heddle_cos: { needs: ["heddle_sin_of"], text: "fn heddle_cos(x: f32) -> f32 { return heddle_sin_of(x, 1); }" },
  heddle_tan: {
    needs: ["heddle_angle", "heddle_is_nan", "heddle_nan"],
    text: `fn heddle_tan(a: f32) -> f32 {
  if (a == 0.0f) { return a; }
  if (heddle_is_nan(a) || (bitcast<u32>(a) & 0x7fffffffu) == 0x7f800000u) { return heddle_nan(); }
  let angle = heddle_angle(a);
  let x = angle.rest;
  let z = x * x;
  var p = 9.38540185543e-3f;
  p = p * z + 3.11992232697e-3f;
  p = p * z + 2.44301354525e-2f;
  p = p * z + 5.34112807005e-2f;
  p = p * z + 1.33387994085e-1f;
  p = p * z + 3.33331568548e-1f;
  let y = p * z * x + x;
  if ((angle.quadrant & 1) == 1) { return -1.0f / y; }
  return y;
}`,
  },
  heddle_atan: {
    needs: ["heddle_copysign", "heddle_is_nan"],
    text: `fn heddle_atan(value: f32) -> f32 {
  if (heddle_is_nan(value) || value == 0.0f) { return value; }
  var x = abs(value);
  var y = 0.0f;
  if (x > 2.41421356f) {
    y = 1.57079633f;
    x = -1.0f / x;
  } else if (x > 0.414213562f) {
    y = 0.785398163f;
    x = (x - 1.0f) / (x + 1.0f);
  }
  let z = x * x;
  y += (((8.05374449538e-2f * z - 1.38776856032e-1f) * z + 1.99777106478e-1f) * z - 3.33329491539e-1f) * z * x + x;
  return heddle_copysign(y, value);
}`,
  },
  heddle_atan2: {
    needs: ["heddle_atan", "heddle_copysign", "heddle_is_nan", "heddle_nan"],
    text: `fn heddle_atan2(y: f32, x: f32) -> f32 {
  if (heddle_is_nan(x) || heddle_is_nan(y)) { return heddle_nan(); }
  let back = (bitcast<u32>(x) >> 31u) == 1u;
  var angle = 0.0f;
  if (abs(x) == abs(y) && x != 0.0f) { angle = 0.785398163f; }
  else if (y == 0.0f) { angle = 0.0f; }
  else if (x == 0.0f) { angle = 1.57079633f; }
  else { angle = heddle_atan(abs(y) / abs(x)); }
  return heddle_copysign(select(angle, 3.14159265f - angle, back), y);
}`,
  },
  heddle_asin_of: {
    text: `/* Of at most 1/2. */
fn heddle_asin_of(x: f32) -> f32 {
  let z = x * x;
  var p = 4.2163199048e-2f;
  p = p * z + 2.4181311049e-2f;
  p = p * z + 4.5470025998e-2f;
  p = p * z + 7.4953002686e-2f;
  p = p * z + 1.6666752422e-1f;
  return p * z * x + x;
}`,
  },
  heddle_asin: {
    needs: ["heddle_asin_of", "heddle_copysign", "heddle_is_nan", "heddle_nan"],
    text: `fn heddle_asin(x: f32) -> f32 {
  let size = abs(x);
  if (heddle_is_nan(x) || size > 1.0f) { return heddle_nan(); }
  if (size <= 0.5f) { return heddle_asin_of(x); }
  return heddle_copysign(1.57079633f - 2.0f * heddle_asin_of(sqrt(0.5f * (1.0f - size))), x);
}`,
  },
  heddle_acos: {
    needs: ["heddle_asin_of", "heddle_is_nan", "heddle_nan"],
    text: `fn heddle_acos(x: f32) -> f32 {
  if (heddle_is_nan(x) || abs(x) > 1.0f) { return heddle_nan(); }
  if (x > 0.5f) { return 2.0f * heddle_asin_of(sqrt(0.5f * (1.0f - x))); }
  if (x < -0.5f) { return 3.14159265f - 2.0f * heddle_asin_of(sqrt(0.5f * (1.0f + x))); }
  return 1.57079633f - heddle_asin_of(x);
}`,
  },
}
