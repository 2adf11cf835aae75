import type { Elements } from "../dtype/index.ts"

/** Elements that are no bigints. */
export type Numbers = Exclude<Elements, BigInt64Array>

/** Elements that are added up in eight lanes; such sums are added pairwise, so that the error grows with the logarithm of the length. */
const leaf = 4096

function pairwise(from: number, to: number, sumOfLeaf: (from: number, to: number) => number): number {
  if (to - from <= leaf) return sumOfLeaf(from, to)
  const middle = from + leaf * Math.ceil((to - from) / leaf / 2)
  return pairwise(from, middle, sumOfLeaf) + pairwise(middle, to, sumOfLeaf)
}

export function sumOf(x: Numbers, from: number, to: number): number {
  return pairwise(from, to, (first, end) => {
    let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0]
    let i = first
    for (; i < end - 7; i += 8) {
      a += x[i]!
      b += x[i + 1]!
      c += x[i + 2]!
      d += x[i + 3]!
      e += x[i + 4]!
      f += x[i + 5]!
      g += x[i + 6]!
      h += x[i + 7]!
    }
    for (; i < end; i++) a += x[i]!
    return a + b + (c + d) + (e + f + (g + h))
  })
}

/** Of (x - mean)². */
export function squaresOf(x: Numbers, from: number, to: number, mean: number): number {
  return pairwise(from, to, (first, end) => {
    let [a, b, c, d] = [0, 0, 0, 0]
    let i = first
    for (; i < end - 3; i += 4) {
      a += (x[i]! - mean) ** 2
      b += (x[i + 1]! - mean) ** 2
      c += (x[i + 2]! - mean) ** 2
      d += (x[i + 3]! - mean) ** 2
    }
    for (; i < end; i++) a += (x[i]! - mean) ** 2
    return a + b + (c + d)
  })
}

export function productOf(x: Numbers, from: number, to: number): number {
  let product = 1
  for (let i = from; i < to; i++) product *= x[i]!
  return product
}

/** NaN where one is. There is at least one element. */
export function largestOf(x: Numbers, from: number, to: number): number {
  let most = x[from]!
  let i = from
  // Comparisons are quick as long as none is larger, or NaN.
  for (; i < to - 3; i += 4) {
    if (x[i]! <= most && x[i + 1]! <= most && x[i + 2]! <= most && x[i + 3]! <= most) continue
    most = Math.max(most, x[i]!, x[i + 1]!, x[i + 2]!, x[i + 3]!)
  }
  for (; i < to; i++) most = Math.max(most, x[i]!)
  return most
}

export function leastOf(x: Numbers, from: number, to: number): number {
  let least = x[from]!
  let i = from
  for (; i < to - 3; i += 4) {
    if (x[i]! >= least && x[i + 1]! >= least && x[i + 2]! >= least && x[i + 3]! >= least) continue
    least = Math.min(least, x[i]!, x[i + 1]!, x[i + 2]!, x[i + 3]!)
  }
  for (; i < to; i++) least = Math.min(least, x[i]!)
  return least
}

/** Counted from `from`: of the first NaN, or of the first of the largest. Of bigints, too. */
export function placeOfLargest(x: Elements, from: number, to: number): number {
  let place = from
  for (let i = from; i < to; i++) {
    const one = x[i]!
    if (one > x[place]!) place = i
    else if (one !== one) return i - from
  }
  return place - from
}

export function placeOfLeast(x: Elements, from: number, to: number): number {
  let place = from
  for (let i = from; i < to; i++) {
    const one = x[i]!
    if (one < x[place]!) place = i
    else if (one !== one) return i - from
  }
  return place - from
}

/** Is one not 0? NaN is not. */
export function anyOf(x: Elements, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (x[i] !== 0 && x[i] !== 0n) return true
  return false
}

export function allOf(x: Elements, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (x[i] === 0 || x[i] === 0n) return false
  return true
}
