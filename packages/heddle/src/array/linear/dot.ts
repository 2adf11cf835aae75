/** The scalar product of `length` elements from `i` of `a` and from `j` of `b`: four sums, of every fourth product. */
export function dot(a: Float64Array, i: number, b: Float64Array, j: number, length: number): number {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let at = 0
  for (; at + 3 < length; at += 4) {
    s0 += a[i + at]! * b[j + at]!
    s1 += a[i + at + 1]! * b[j + at + 1]!
    s2 += a[i + at + 2]! * b[j + at + 2]!
    s3 += a[i + at + 3]! * b[j + at + 3]!
  }
  for (; at < length; at++) s0 += a[i + at]! * b[j + at]!
  return s0 + s1 + (s2 + s3)
}

/** Adds `length` elements of `b` from `j`, times a factor, to those of `a` from `i`. */
export function addTimes(a: Float64Array, i: number, factor: number, b: Float64Array, j: number, length: number): void {
  for (let at = 0; at < length; at++) a[i + at]! += factor * b[j + at]!
}

/** The Euclidean length of `length` elements from `i`, without overflow or loss where squares would have one. */
export function lengthOf(a: Float64Array, i: number, length: number): number {
  const squares = dot(a, i, a, i, length)
  if (squares > 1e-280 && squares < 1e280) return Math.sqrt(squares)
  let greatest = 0
  for (let at = i; at < i + length; at++) {
    const size = Math.abs(a[at]!)
    if (!(size <= greatest)) greatest = size
  }
  if (greatest === 0 || !Number.isFinite(greatest)) return greatest
  let sum = 0
  for (let at = i; at < i + length; at++) sum += (a[at]! / greatest) ** 2
  return greatest * Math.sqrt(sum)
}
