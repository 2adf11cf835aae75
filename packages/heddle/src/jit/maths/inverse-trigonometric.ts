import { withSign } from "./bits.ts"

/** π/4 in 48 bits, of which small multiples are exact, and the rest of a multiple as a part of it. */
const quarterPi = 0.7853981633974492
const restOfPi = -1.0918821684173887e-15
const halfPi = 2 * quarterPi
const pi = 4 * quarterPi
const tangentOfEighth = 0.41421356237309503

/**
 * Sides of a triangle are scaled, so that their sum is a number and no digit of a quotient is lost that is worth one.
 */
const large = 2 ** 500
const shrink = 2 ** -60
const enlarge = 2 ** 60
const smallest = 2 ** -1020

/**
 * atan t - t, |t| to tan(π/8). Minimax polynomial of degree 10 in t², by Remez' exchange, each coefficient rounded and
 * those after it fitted again; relative to atan t it is off by at most 2^-59.2.
 */
function arctangentTail(t: number): number {
  const z = t * t
  const w = z * z
  const even =
    -0.333333333333332 +
    w *
      (-0.142857142801866 +
        w * (-0.09090897699126167 + w * (-0.06663086107795077 + w * (-0.0503857554110716 + w * -0.017884120045100645))))
  const odd =
    0.1999999999995368 +
    w * (0.11111110782117148 + w * (0.07692058880009707 + w * (0.05847741813535772 + w * 0.03804464659656982)))
  return t * (z * (even + z * odd))
}

/** base + t + the tail, where base is a multiple of π/4. */
function angle(base: number, t: number): number {
  return base + (t + (arctangentTail(t) + base * restOfPi))
}

/** Within 2.5 ULP for all x. */
export function atan(x: number): number {
  const magnitude = Math.abs(x)
  const opposite = magnitude > 1 ? 1 : magnitude
  const adjacent = magnitude > 1 ? magnitude : 1
  const limit = tangentOfEighth * adjacent
  // Above π/8: π/4 and the angle that is between.
  const t = (opposite - (opposite > limit ? adjacent : 0)) / (adjacent + (opposite > limit ? opposite : 0))
  const base = opposite > limit ? quarterPi : 0
  return withSign(angle(magnitude > 1 ? halfPi - base : base, magnitude > 1 ? -t : t), x)
}

/** Within 2.5 ULP for all y and x. */
export function atan2(y: number, x: number): number {
  const height = Math.abs(y)
  const width = Math.abs(x)
  const scale = (height > width ? height : width) > large ? shrink : enlarge
  const up = height * scale
  const along = width * scale
  const opposite = up > along ? along : up
  const longer = up > along ? up : along
  // 0 / 0 is 0 here.
  const adjacent = longer < smallest ? smallest : longer
  const limit = tangentOfEighth * adjacent
  const t = (opposite - (opposite >= limit ? adjacent : 0)) / (adjacent + (opposite >= limit ? opposite : 0))
  const base = opposite >= limit ? quarterPi : 0
  const acute = up > along ? halfPi - base : base
  // Infinity / Infinity is 1 here.
  const ratio = up === along ? 0 : t
  const turned = up > along ? -ratio : ratio
  const side = withSign(1, x)
  return withSign(angle(side < 0 ? pi - acute : acute, side < 0 ? -turned : turned), y)
}

/**
 * (asin w - w) / w³ of z = w², |w| to ½. Minimax polynomial of degree 11, found as that of atan; relative to asin w it
 * is off by at most 2^-55.4.
 */
function arcsineSeries(z: number): number {
  const w = z * z
  const even =
    0.16666666666665408 +
    w *
      (0.04464285682822223 +
        w * (0.02237175794594031 + w * (0.013885224403514779 + w * (0.00652781135886429 + w * -0.016224284304644072))))
  const odd =
    0.07500000000337138 +
    w *
      (0.030381959141482135 +
        w * (0.01735970615143683 + w * (0.012169266221802361 + w * (0.019528518417713334 + w * 0.031911946796950884))))
  return even + z * odd
}

/** Within 1.5 ULP for all x. Above ½ it is π/2 less the double of asin √((1 - x) / 2). */
export function asin(x: number): number {
  const magnitude = Math.abs(x)
  const z = magnitude > 0.5 ? 0.5 - 0.5 * magnitude : magnitude * magnitude
  const arc = magnitude > 0.5 ? Math.sqrt(4 * z) : magnitude
  const tail = arc * (z * arcsineSeries(z))
  const high = halfPi - arc
  const lost = halfPi - high - arc
  return withSign(magnitude > 0.5 ? high + (lost - (tail - halfPi * restOfPi)) : arc + tail, x)
}

/** Within 1.5 ULP for all x. */
export function acos(x: number): number {
  const magnitude = Math.abs(x)
  const z = magnitude > 0.5 ? 0.5 - 0.5 * magnitude : magnitude * magnitude
  const arc = withSign(magnitude > 0.5 ? Math.sqrt(4 * z) : magnitude, magnitude > 0.5 ? -x : x)
  const end = x > 0 ? 0 : pi
  const base = magnitude > 0.5 ? end : halfPi
  return base - (arc + (arc * (z * arcsineSeries(z)) - base * restOfPi))
}
