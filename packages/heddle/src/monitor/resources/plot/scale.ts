/** Where values are on the paper. */
export interface Scale {
  readonly ticks: readonly { readonly at: number; readonly label: string }[]
  at(value: number): number
}

const tops = [0.05, 0.1, 0.2, 0.5, 1]
/** Of a scale whose end is 5, 10, 20, 50, 100 %: where its lines are, in shares of it. */
const parts = [0, 0.25, 0.5, 0.75, 1]
const fifths = [0, 0.2, 0.4, 0.6, 0.8, 1]

/** Shares from 0 to the first round one that is not below `most`, from `bottom` up to `top`. */
export function shareScale(most: number, bottom: number, top: number): Scale {
  const end = tops.find((value) => most <= value) ?? 1
  const at = (value: number): number => bottom + (top - bottom) * Math.min(1, Math.max(0, value / end))
  const places = end === 1 || end === 0.2 ? parts : fifths
  return {
    at,
    ticks: places.map((part) => ({ at: at(part * end), label: `${Number((100 * part * end).toFixed(1))} %` })),
  }
}

interface Unit {
  readonly name: string
  readonly ms: number
  /** It is used up to so many of it. */
  readonly upTo: number
  readonly steps: readonly number[]
}

const tens = [1, 2, 5, 10, 20, 50, 100, 200]
const units: readonly Unit[] = [
  { name: "ms", ms: 1, upTo: 1000, steps: tens },
  { name: "s", ms: 1000, upTo: 120, steps: [0.2, 0.5, 1, 2, 5, 10, 15, 20, 30] },
  { name: "min", ms: 60_000, upTo: 120, steps: [0.5, 1, 2, 5, 10, 15, 20, 30] },
  { name: "h", ms: 3_600_000, upTo: 72, steps: [0.5, 1, 2, 3, 6, 12] },
  { name: "d", ms: 86_400_000, upTo: Number.POSITIVE_INFINITY, steps: [0.5, ...tens, 500, 1000] },
]
const mostTicks = 8

/** Times from 0 to `ms`, from `left` to `right`, in the unit in which they are small numbers. */
export function timeScale(ms: number, left: number, right: number): Scale & { readonly unit: string } {
  const unit = units.find((one) => ms <= one.upTo * one.ms)!
  const step = unit.steps.find((one) => ms / unit.ms / one <= mostTicks) ?? unit.steps.at(-1)!
  const at = (value: number): number => left + ((right - left) * value) / (ms || 1)
  const count = Math.floor(ms / unit.ms / step + 1e-9)
  const ticks = Array.from({ length: count + 1 }, (_, i) => {
    return { at: at(i * step * unit.ms), label: String(Number((i * step).toFixed(1))) }
  })
  return { at, ticks, unit: unit.name }
}

/** Moves places down or up until they are `gap` apart, within the bounds, in their order. */
export function spread(places: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = places.map((place, i) => ({ place, i })).toSorted((a, b) => a.place - b.place)
  let least = top
  for (const one of order) {
    one.place = Math.max(one.place, least)
    least = one.place + gap
  }
  let most = bottom
  for (const one of order.toReversed()) {
    one.place = Math.min(one.place, most)
    most = one.place - gap
  }
  const moved = places.map(() => 0)
  for (const { place, i } of order) moved[i] = place
  return moved
}
