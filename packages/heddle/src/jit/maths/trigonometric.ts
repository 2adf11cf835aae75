import { powerOfMinusOne, withSign } from "./bits.ts"
import { nearest } from "./rounding.ts"

/**
 * The largest |x| of sin, cos and tan. Beyond it they are off by some |x|·2^-53, from 2^45 on by anything: Math's own
 * has to be called.
 */
export const largestAngle: number = 2 ** 24

/** π: three times 29 bits and the rest. A multiple of the first three by up to 2^24 halves is exact. */
const piFirst = 3.141592651605606
const piSecond = 1.9841871479187034e-9
const piThird = 1.1442377445176544e-17
const piFourth = 7.0431197303664e-27
const oneOverPi = 0.3183098861837907
const twoOverPi = 0.6366197723675814
/** 1.5·2^37: beside it a number keeps 15 bits behind the point. */
const fifteenBits = 206158430208

/**
 * x - n·π in two parts, n the half of an integer. They are as exact as two numbers can be, however little is left of
 * x.
 */
function remainder(x: number, n: number): readonly [number, number] {
  const afterFirst = x - n * piFirst
  const second = n * piSecond
  const afterSecond = afterFirst - second
  const third = n * piThird
  const high = afterSecond - third
  // What the last two differences lost.
  const lost = afterFirst - afterSecond - second + (afterSecond - high - third)
  return [high, lost - n * piFourth]
}

/**
 * sin(r + low), |r| to π/2. sin r = r - 5/32 r³ + r³·P(r²), where 5/32 of the upper half's cube is exact, and the rest
 * is small. P: minimax polynomial of degree 7, by Remez' exchange, each coefficient rounded and those after it fitted
 * again; relative to sin r it is off by at most 2^-61.6.
 */
function sine(r: number, low: number): number {
  const z = r * r
  const w = z * z
  const odd =
    0.008333333333333194 + w * (2.7557319211158074e-6 + w * (1.605893980983693e-10 + w * 2.7212025066283774e-15))
  const even = -0.00019841269841209318 + w * (-2.5052106874840353e-8 + w * -7.642994166035087e-13)
  const polynomial = -0.010416666666666656 + z * (odd + z * even)
  const upper = r + fifteenBits - fifteenBits
  const square = upper * upper
  const cube = square * upper
  const cubeRest = (r - upper + low) * (r * (r + upper) + square)
  const part = 0.15625 * cube
  const y = r - part
  const lost = r - y - part
  return withSign(y + (cube * polynomial + (lost + (cubeRest * (polynomial - 0.15625) + low))), r)
}

/** Within 1 ULP for |x| to largestAngle. */
export function sin(x: number): number {
  const n = nearest(x * oneOverPi)
  const [r, low] = remainder(x, n)
  return powerOfMinusOne(n) * sine(r, low)
}

/** Within 1 ULP for |x| to largestAngle. */
export function cos(x: number): number {
  const n = nearest(x * oneOverPi - 0.5)
  const [r, low] = remainder(x, n + 0.5)
  // For |x| below 1 even the first difference loses something.
  const first = (n + 0.5) * piFirst
  const lost = x - (x - first + first)
  return powerOfMinusOne(n + 1) * sine(r, low + lost)
}

/**
 * Within 2.5 ULP for |x| to largestAngle. tan r = r·N(r²) / D(r²) for |r| to π/4, or its reciprocal: N and D minimax
 * of degree 3 each, by Remez' exchange of their coefficients in turn, off by at most 2^-55.3.
 */
export function tan(x: number): number {
  const k = nearest(x * twoOverPi)
  const [r, low] = remainder(x, 0.5 * k)
  const z = r * r
  const n = -0.12828247215754418 + z * (0.0028058070042152384 + z * -7.482556802778382e-6)
  const d = -0.46161580549087555 + z * (0.023344408834448493 + z * -0.00020843207051091743)
  const cosine = 1 + z * d
  const lost = 1 - cosine + z * d
  const sine = withSign(r + (r * (z * n - lost) + (low + low * z)), r)
  const turn = powerOfMinusOne(k)
  return (turn < 0 ? -cosine : sine) / (turn < 0 ? sine : cosine)
}
