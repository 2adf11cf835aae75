type Draw = () => number
type Pair = () => readonly [number, number]

/** Numbers from 0 to 1, the same in every run (Marsaglia's xorshift, 2003). */
let state = 0x9e3779b97f4a7c15n
const uniform: Draw = () => {
  state ^= BigInt.asUintN(64, state << 13n)
  state ^= state >> 7n
  state ^= BigInt.asUintN(64, state << 17n)
  return Number(state >> 11n) / 2 ** 53
}

function between(low: number, high: number): Draw {
  return () => low + (high - low) * uniform()
}

/** From 2^low to 2^high, as many for each power of two. */
function binades(low: number, high: number): Draw {
  return () => (1 + uniform()) * 2 ** Math.floor(low + (high - low) * uniform())
}

function signed(draw: Draw): Draw {
  return () => (uniform() < 0.5 ? -draw() : draw())
}

/** Numbers on both sides of one, as many for each power of two of the distance. */
function beside(draw: Draw): Draw {
  return () => {
    const x = draw()
    const sign = uniform() < 0.5 ? 1 : -1
    return x * (1 + sign * 2 ** (-1 - 51.5 * uniform()))
  }
}

const all = binades(-1074, 1023.99)
const exponentials = [between(-745.2, 709.78), between(-1, 1), between(-0.35, 0.35), signed(binades(-60, 9))]
const logarithms = [all, between(0.5, 2), beside(() => 1), between(0.7, 0.71), between(1.41, 1.42)]
const angles = [
  between(-Math.PI, Math.PI),
  between(-100, 100),
  between(-(2 ** 24), 2 ** 24),
  signed(binades(-60, 24)),
  between(0.9, 2.2),
  beside(() => Math.floor(uniform() * 100) * (Math.PI / 2)),
  () => Math.floor(uniform() * 1e7) * (Math.PI / 2),
]
const arcs = [between(-1, 1), signed(binades(-60, -0.01)), beside(() => 0.5), () => 1 - 2 ** (-53 * uniform())]
const hyperbolic = [
  between(-710.47, 710.47),
  between(-1, 1),
  between(-3, 3),
  signed(binades(-60, 9)),
  between(0.3, 0.4),
]

/** Where each function of one number is tried. */
const draws: Readonly<Record<string, readonly Draw[]>> = {
  acos: arcs,
  acosh: [between(1, 2), between(1, 10), () => 1 + 2 ** (-52 * uniform()), binades(0, 1023.99), binades(0, 60)],
  asin: arcs,
  asinh: [between(-1, 1), between(-10, 10), signed(binades(-60, 60)), signed(all)],
  atan: [between(-1, 1), between(-3, 3), between(0.4, 0.5), signed(binades(-60, 60)), signed(all)],
  atanh: [between(-1, 1), between(-0.3, 0.3), signed(binades(-60, -0.01)), () => 1 - 2 ** (-53 * uniform())],
  cbrt: [signed(all), between(1, 8), between(-1, 1)],
  cos: angles,
  cosh: hyperbolic,
  exp: [...exponentials, between(-746, -700)],
  expm1: [...exponentials, between(-50, 2), signed(binades(-1074, 0))],
  log: logarithms,
  log10: logarithms,
  log1p: [between(-1, 1), signed(binades(-60, -0.5)), between(-0.3, 0.42), between(-0.999999, 10), all],
  log2: logarithms,
  sin: angles,
  sinh: hyperbolic,
  tan: angles,
  tanh: [between(-20, 20), between(-1, 1), signed(binades(-60, 5)), between(0.05, 0.7), signed(binades(-1074, 0))],
}

const size = signed(binades(-1000, 1000))

/** A base, and an exponent whose power is a number. */
function powers(base: Draw): Pair {
  return () => {
    const x = base()
    return [x, between(-745, 709.7)() / Math.log(x === 1 ? 2 : x)]
  }
}

const pairs: Readonly<Record<string, readonly Pair[]>> = {
  atan2: [
    () => [between(-1, 1)(), between(-1, 1)()],
    () => [signed(all)(), signed(all)()],
    () => {
      const x = size()
      return [x * signed(binades(-3, 3))(), x]
    },
    () => {
      const x = size()
      return [x * beside(() => Math.SQRT2 - 1)(), x]
    },
  ],
  hypot: [
    () => [between(-1, 1)(), between(-1, 1)()],
    () => [signed(all)(), signed(all)()],
    () => {
      const x = size()
      return [x * binades(-3, 3)(), x]
    },
  ],
  pow: [
    powers(all),
    powers(beside(() => 1)),
    powers(binades(-2, 2)),
    powers(between(0.7, 0.72)),
    powers(between(1.4, 1.42)),
    () => [between(0, 10)(), between(-50, 50)()],
    () => [all(), Math.floor(uniform() * 9) - 4],
  ],
}

/** So many points for a function of Math, one number each or two. */
export function* points(name: string, count: number): Generator<readonly [x: number, y: number]> {
  const of = draws[name]
  const ofTwo = pairs[name]
  for (let i = 0; i < count; i++) {
    yield ofTwo === undefined ? [of![i % of!.length]!(), 0] : ofTwo[i % ofTwo.length]!()
  }
}
