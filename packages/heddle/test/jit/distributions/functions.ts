/** Lanczos' approximation with g = 7, to 1e-15. */
export function logGamma(x: number): number {
  const c = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ]
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const t = x + 6.5
  const sum = c.reduce((sum, one, i) => sum + (i === 0 ? one : one / (x - 1 + i)), 0)
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}

/** The incomplete gamma function, divided by the whole. */
function lowerGamma(a: number, x: number): number {
  if (!(x > 0)) return 0
  const factor = Math.exp(a * Math.log(x) - x - logGamma(a))
  if (x < a + 1) {
    let term = 1 / a
    let sum = term
    for (let n = 1; term > sum * 1e-16; n++) sum += term *= x / (a + n)
    return factor * sum
  }
  // Lentz' continued fraction for what is left to 1.
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let h = d
  for (let i = 1; i < 10_000; i++) {
    b += 2
    d = 1 / (i * (a - i) * d + b)
    c = b + (i * (a - i)) / c
    h *= c * d
    if (Math.abs(c * d - 1) < 1e-15) break
  }
  return 1 - factor * h
}

/** The incomplete beta function, divided by the whole. */
function lowerBeta(a: number, b: number, x: number): number {
  if (!(x > 0)) return 0
  if (!(x < 1)) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - lowerBeta(b, a, 1 - x)
  const factor = Math.exp(
    a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b) - Math.log(a),
  )
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1))
  let h = d
  for (let m = 1; m < 1000; m++) {
    for (const one of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / (1 + one * d)
      c = 1 + one / c
      h *= c * d
    }
    if (Math.abs(c * d - 1) < 1e-15) break
  }
  return factor * h
}

function standardNormal(x: number): number {
  const half = lowerGamma(0.5, (x * x) / 2) / 2
  return x < 0 ? 0.5 - half : 0.5 + half
}

/** Without a formula: the density's integral over the whole circle, by its middle values. */
function vonmises(x: number, mu: number, kappa: number): number {
  const key = `${mu} ${kappa}`
  let table = circles.get(key)
  if (table === undefined) {
    table = new Float64Array(parts + 1)
    for (let i = 0; i < parts; i++) {
      const angle = -Math.PI + ((i + 0.5) / parts) * 2 * Math.PI
      table[i + 1] = table[i]! + Math.exp(kappa * (Math.cos(angle - mu) - 1))
    }
    circles.set(key, table)
  }
  const at = Math.min(parts - 1e-6, ((x + Math.PI) / (2 * Math.PI)) * parts)
  const i = Math.floor(at)
  return (table[i]! + (at - i) * (table[i + 1]! - table[i]!)) / table[parts]!
}
const parts = 1 << 16
const circles = new Map<string, Float64Array>()

type Distribution = (x: number, ...parameters: number[]) => number

/** How likely what is drawn is at most x. */
export const below = {
  random: (x) => x,
  uniform: (x, low, high) => (x - low) / (high - low),
  triangular: (x, left, mode, right) =>
    x < mode
      ? (x - left) ** 2 / ((right - left) * (mode - left))
      : 1 - (right - x) ** 2 / ((right - left) * (right - mode)),
  standardNormal,
  normal: (x, mean, sd) => standardNormal((x - mean) / sd),
  lognormal: (x, mean, sigma) => standardNormal((Math.log(x) - mean) / sigma),
  standardExponential: (x) => -Math.expm1(-x),
  exponential: (x, scale) => -Math.expm1(-x / scale),
  laplace: (x, at, scale) => (x < at ? Math.exp((x - at) / scale) / 2 : 1 - Math.exp((at - x) / scale) / 2),
  logistic: (x, at, scale) => 1 / (1 + Math.exp((at - x) / scale)),
  gumbel: (x, at, scale) => Math.exp(-Math.exp((at - x) / scale)),
  rayleigh: (x, scale) => -Math.expm1(-((x / scale) ** 2) / 2),
  weibull: (x, shape) => -Math.expm1(-(x ** shape)),
  pareto: (x, shape) => 1 - (1 + x) ** -shape,
  power: (x, shape) => x ** shape,
  standardCauchy: (x) => 0.5 + Math.atan(x) / Math.PI,
  standardGamma: (x, shape) => lowerGamma(shape, x),
  gamma: (x, shape, scale) => lowerGamma(shape, x / scale),
  beta: (x, a, b) => lowerBeta(a, b, x),
  chisquare: (x, df) => lowerGamma(df / 2, x / 2),
  f: (x, n, d) => lowerBeta(n / 2, d / 2, (n * x) / (n * x + d)),
  standardT: (x, df) => {
    const tail = lowerBeta(df / 2, 0.5, df / (df + x * x)) / 2
    return x < 0 ? tail : 1 - tail
  },
  wald: (x, mean, scale) => {
    const root = Math.sqrt(scale / x)
    const upper = Math.exp((2 * scale) / mean) * standardNormal(-root * (x / mean + 1))
    return standardNormal(root * (x / mean - 1)) + upper
  },
  vonmises: (x, mu, kappa) => vonmises(x, mu, kappa),
} satisfies Record<string, Distribution>

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)

/** Of the zeta function at s, where s is more than 1: terms, and what is left as an integral. */
function zeta(s: number): number {
  const terms = 1000
  let sum = 0
  for (let k = 1; k < terms; k++) sum += k ** -s
  return sum + terms ** (1 - s) / (s - 1) + terms ** -s / 2 + (s * terms ** (-s - 1)) / 12
}

/** How likely each integer is. */
export const chance = {
  integers: (k, low, high) => (k >= low && k < high ? 1 / (high - low) : 0),
  poisson: (k, lambda) => Math.exp(k * Math.log(lambda) - lambda - logGamma(k + 1)),
  binomial: (k, n, p) => (k > n ? 0 : Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p))),
  negativeBinomial: (k, n, p) =>
    Math.exp(logGamma(k + n) - logGamma(k + 1) - logGamma(n) + n * Math.log(p) + k * Math.log1p(-p)),
  geometric: (k, p) => (k < 1 ? 0 : p * (1 - p) ** (k - 1)),
  hypergeometric: (k, good, bad, sample) =>
    k > good || sample - k > bad || k > sample
      ? 0
      : Math.exp(logChoose(good, k) + logChoose(bad, sample - k) - logChoose(good + bad, sample)),
  logseries: (k, p) => (k < 1 ? 0 : -(p ** k) / (k * Math.log1p(-p))),
  zipf: (k, a) => (k < 1 ? 0 : k ** -a / zeta(a)),
} satisfies Record<string, Distribution>
