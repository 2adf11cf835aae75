interface WgslFunction {
  readonly text: string
  /** The functions that it calls. */
  readonly needs?: readonly string[]
}

/**
 * Functions of Math in float32, within a few units in the last place, where WGSL asks less of a device's own. The
 * polynomials are those of Cephes (Moshier), the power is fdlibm's (Sun).
 */
export const maths: Readonly<Record<string, WgslFunction>> = {
  heddle_power_of_two: {
    text: `/* x times 2^k, in two steps: one could be too large. */
fn heddle_power_of_two(x: f32, k: i32) -> f32 {
  let half = k >> 1u;
  return x * bitcast<f32>((half + 127) << 23u) * bitcast<f32>((k - half + 127) << 23u);
}`,
  },
  heddle_exp_rest: {
    text: `/* e^x - 1 where x is at most log(2) / 2. */
fn heddle_exp_rest(x: f32) -> f32 {
  var p = 1.9875691500e-4f;
  p = p * x + 1.3981999507e-3f;
  p = p * x + 8.3334519073e-3f;
  p = p * x + 4.1665795894e-2f;
  p = p * x + 1.6666665459e-1f;
  p = p * x + 5.0000001201e-1f;
  return p * (x * x) + x;
}`,
  },
  heddle_exp: {
    needs: ["heddle_exp_rest", "heddle_infinity", "heddle_is_nan", "heddle_power_of_two"],
    text: `fn heddle_exp(x: f32) -> f32 {
  if (heddle_is_nan(x)) { return x; }
  if (x > 88.7228394f) { return heddle_infinity(); }
  if (x < -104.0f) { return 0.0f; }
  let k = round(x * 1.44269504f);
  let rest = (x - k * 0.693359375f) + k * 2.12194440e-4f;
  return heddle_power_of_two(1.0f + heddle_exp_rest(rest), i32(k));
}`,
  },
  heddle_expm1: {
    needs: ["heddle_exp_rest", "heddle_infinity", "heddle_is_nan", "heddle_power_of_two"],
    text: `fn heddle_expm1(x: f32) -> f32 {
  if (heddle_is_nan(x) || x == 0.0f) { return x; }
  if (x > 88.7228394f) { return heddle_infinity(); }
  if (x < -18.0f) { return -1.0f; }
  let k = round(x * 1.44269504f);
  let rest = (x - k * 0.693359375f) + k * 2.12194440e-4f;
  let p = heddle_exp_rest(rest);
  if (k == 0.0f) { return p; }
  if (k > 25.0f) { return heddle_power_of_two(1.0f + p, i32(k)); }
  let scale = heddle_power_of_two(1.0f, i32(k));
  return scale * p + (scale - 1.0f);
}`,
  },
  heddle_log_parts: {
    text: `/* x is 2^z times 1 + x: log of that is x + y. */
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
}`,
    needs: ["heddle_log_rest"],
  },
  heddle_log_rest: {
    text: `/* log(1 + x) - x. */
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
}`,
  },
  heddle_log_special: {
    needs: ["heddle_infinity", "heddle_is_nan", "heddle_nan"],
    text: `/* Of what is not from above 0 to below infinity. */
fn heddle_log_special(x: f32) -> f32 {
  if (x == 0.0f) { return -heddle_infinity(); }
  return select(x, heddle_nan(), x < 0.0f || heddle_is_nan(x));
}`,
  },
  ...logarithm("heddle_log", "((parts.y - 2.12194440e-4f * parts.z) + parts.x) + 0.693359375f * parts.z"),
  ...logarithm("heddle_log2", "(((parts.y * 0.44269504f + parts.x * 0.44269504f) + parts.y) + parts.x) + parts.z"),
  ...logarithm(
    "heddle_log10",
    `((((parts.y * 7.00731903e-4f + parts.x * 7.00731903e-4f) + parts.z * 2.48745664e-4f) + parts.y * 4.3359375e-1f)
    + parts.x * 4.3359375e-1f) + parts.z * 3.0078125e-1f`,
  ),
  heddle_log1p: {
    needs: ["heddle_log", "heddle_log_rest"],
    text: `fn heddle_log1p(x: f32) -> f32 {
  if (x == 0.0f) { return x; }
  if (x > -0.29f && x < 0.41f) { return x + heddle_log_rest(x); }
  return heddle_log(1.0f + x);
}`,
  },
  heddle_sinh: {
    needs: ["heddle_copysign", "heddle_exp", "heddle_is_nan"],
    text: `fn heddle_sinh(value: f32) -> f32 {
  if (heddle_is_nan(value)) { return value; }
  let x = abs(value);
  if (x <= 1.0f) {
    let z = x * x;
    return ((2.03721912945e-4f * z + 8.33028376239e-3f) * z + 1.66667160211e-1f) * z * value + value;
  }
  if (x > 80.0f) {
    let root = heddle_exp(0.5f * x);
    return heddle_copysign((0.5f * root) * root, value);
  }
  let y = heddle_exp(x);
  return heddle_copysign(0.5f * y - 0.5f / y, value);
}`,
  },
  heddle_cosh: {
    needs: ["heddle_exp"],
    text: `fn heddle_cosh(x: f32) -> f32 {
  if (abs(x) > 80.0f) {
    let root = heddle_exp(0.5f * abs(x));
    return (0.5f * root) * root;
  }
  let y = heddle_exp(abs(x));
  return 0.5f * y + 0.5f / y;
}`,
  },
  heddle_tanh: {
    needs: ["heddle_copysign", "heddle_exp", "heddle_is_nan"],
    text: `fn heddle_tanh(value: f32) -> f32 {
  if (heddle_is_nan(value)) { return value; }
  let x = abs(value);
  if (x > 9.02f) { return heddle_copysign(1.0f, value); }
  if (x >= 0.625f) { return heddle_copysign(1.0f - 2.0f / (heddle_exp(x + x) + 1.0f), value); }
  let z = x * x;
  var p = -5.70498872745e-3f;
  p = p * z + 2.06390887954e-2f;
  p = p * z - 5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z - 3.33332819422e-1f;
  return p * z * value + value;
}`,
  },
  heddle_asinh: {
    needs: ["heddle_copysign", "heddle_is_nan", "heddle_log", "heddle_log1p"],
    text: `fn heddle_asinh(value: f32) -> f32 {
  if (heddle_is_nan(value)) { return value; }
  let x = abs(value);
  if (x > 1.0e8f) { return heddle_copysign(heddle_log(x) + 0.693147181f, value); }
  return heddle_copysign(heddle_log1p(x + x * x / (1.0f + sqrt(x * x + 1.0f))), value);
}`,
  },
  heddle_acosh: {
    needs: ["heddle_is_nan", "heddle_log", "heddle_log1p", "heddle_nan"],
    text: `fn heddle_acosh(x: f32) -> f32 {
  if (heddle_is_nan(x) || x < 1.0f) { return heddle_nan(); }
  if (x > 1.0e8f) { return heddle_log(x) + 0.693147181f; }
  let t = x - 1.0f;
  return heddle_log1p(t + sqrt(2.0f * t + t * t));
}`,
  },
  heddle_atanh: {
    needs: ["heddle_infinity", "heddle_is_nan", "heddle_log1p", "heddle_copysign", "heddle_nan"],
    text: `fn heddle_atanh(value: f32) -> f32 {
  let x = abs(value);
  if (heddle_is_nan(value) || x > 1.0f) { return heddle_nan(); }
  if (x == 1.0f) { return heddle_copysign(heddle_infinity(), value); }
  return heddle_copysign(0.5f * heddle_log1p((x + x) / (1.0f - x)), value);
}`,
  },
  heddle_cbrt: {
    needs: ["heddle_copysign"],
    text: `fn heddle_cbrt(value: f32) -> f32 {
  let x = abs(value);
  if (x == 0.0f || bitcast<u32>(x) >= 0x7f800000u) { return value; }
  /* Far from both ends. */
  let scale = select(select(1.0f, 256.0f, x < 1.0e-20f), 0.00390625f, x > 1.0e20f);
  let scaled = x * (scale * scale * scale);
  var t = bitcast<f32>(bitcast<u32>(scaled) / 3u + 709958130u);
  for (var i = 0; i < 2; i++) {
    let cube = t * t * t;
    t = t * ((scaled + scaled + cube) / (scaled + cube + cube));
  }
  t = t - (t - scaled / (t * t)) / 3.0f;
  return heddle_copysign(t / scale, value);
}`,
  },
  heddle_hypot: {
    needs: ["heddle_infinity", "heddle_is_nan", "heddle_nan"],
    text: `fn heddle_hypot(a: f32, b: f32) -> f32 {
  if (bitcast<u32>(abs(a)) == 0x7f800000u || bitcast<u32>(abs(b)) == 0x7f800000u) { return heddle_infinity(); }
  if (heddle_is_nan(a) || heddle_is_nan(b)) { return heddle_nan(); }
  let large = max(abs(a), abs(b));
  let small = min(abs(a), abs(b));
  if (large == 0.0f) { return 0.0f; }
  let ratio = small / large;
  return large * sqrt(1.0f + ratio * ratio);
}`,
  },
  heddle_pow_special: {
    needs: ["heddle_infinity", "heddle_is_nan", "heddle_nan"],
    text: `/* x: what x^y is of |x|, if y is 1 in its place: a NaN, or x. y: whether it is decided already. */
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
}`,
  },
  heddle_pow: {
    needs: ["heddle_infinity", "heddle_pow_special", "heddle_power_of_two"],
    text: `fn heddle_upper(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u); }
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
}`,
  },
  heddle_fast_pow: {
    needs: ["heddle_pow_special"],
    text: `fn heddle_fast_pow(x: f32, y: f32) -> f32 {
  let special = heddle_pow_special(x, y);
  if (special.y == 1.0f) { return special.x; }
  return select(1.0f, -1.0f, x < 0.0f && heddle_is_odd(y)) * exp2(y * log2(abs(x)));
}`,
  },
}

function logarithm(name: string, sum: string): Readonly<Record<string, WgslFunction>> {
  return {
    [name]: {
      needs: ["heddle_log_parts", "heddle_log_special"],
      text: `fn ${name}(x: f32) -> f32 {
  if (!(x > 0.0f) || bitcast<u32>(x) >= 0x7f800000u) { return heddle_log_special(x); }
  let parts = heddle_log_parts(x);
  return ${sum};
}`,
    },
  }
}
