import { draw } from "../draw.ts"

/** 52 bits. */
const values = 2 ** 52

/** From 0 to 1, neither of them: the middles of 2^52 equal parts, so that there are logarithms of it and of what is left to 1. */
export function open(): number {
  return draw() + 2 ** -53
}

export function uniform(low: number = 0, high: number = 1): number {
  return low + (high - low) * draw()
}

/**
 * Every integer is as likely as any other: of 2^52 values as many equal parts are cut as there are integers, and what is left over
 * is drawn again. The quotient's distance to the next integer above is more than division rounds.
 */
export function integers(low: number, high: number = -Infinity): number {
  // One argument: that is where they end.
  const from = high === -Infinity ? 0 : low
  const count = (high === -Infinity ? low : high) - from
  if (!(count >= 1 && count <= values && Math.floor(from) === from && Math.floor(count) === count)) return NaN
  const part = Math.floor(values / count)
  let which = count
  while (which >= count) which = Math.floor((draw() * values) / part)
  return from + which
}

export function triangular(left: number, mode: number, right: number): number {
  if (!(left <= mode && mode <= right && left < right)) return NaN
  const u = open()
  const base = right - left
  const below = mode - left
  return u * base < below ? left + Math.sqrt(u * base * below) : right - Math.sqrt((1 - u) * base * (right - mode))
}
