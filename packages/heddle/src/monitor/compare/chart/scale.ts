/** Where values stand on an axis of length 1, and where it has ticks. */
export interface Scale {
  at(value: number): number
  readonly ticks: readonly number[]
}

/** From 0 to a round number above `most`, with three to six ticks. */
export function linear(most: number): Scale {
  const step = stepFor(most / 4)
  const end = Math.max(step, Math.ceil(most / step - 1e-9) * step)
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, i) => Number((i * step).toPrecision(12)))
  return { at: (value) => value / end, ticks }
}

/** From 0 to the largest of the values, with a tick at each. */
export function exact(ticks: readonly number[]): Scale {
  const end = Math.max(...ticks)
  return { at: (value) => value / end, ticks }
}

/** From the least value to the largest, each time as much the same length. */
export function logarithmic(values: readonly number[]): Scale {
  const [low, high] = [Math.log2(Math.min(...values)), Math.log2(Math.max(...values))]
  const length = high - low || 1
  const apart = Math.max(1, Math.ceil((high - low) / 8))
  const ticks: number[] = []
  for (let power = Math.ceil(low - 1e-9); power <= high + 1e-9; power += apart) ticks.push(2 ** power)
  return { at: (value) => (Math.log2(value) - low) / length, ticks }
}

/** 1, 2 or 5 times a power of ten. */
function stepFor(wanted: number): number {
  if (!(wanted > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(wanted))
  return power * ([1, 2, 5].find((factor) => factor * power >= wanted * 0.999) ?? 10)
}
