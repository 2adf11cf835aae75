/** Numbers in a few numbers. */
export interface Summary {
  readonly mean: number
  /** Standard deviation of the sample; 0 of one number. */
  readonly deviation: number
  readonly median: number
  readonly min: number
  readonly max: number
}

/**
 * A number is an outlier when it is further from the median than ten standard deviations, which the median of the distances tells
 * without hearing the outliers: the modified z-score of Iglewicz and Hoaglin with the limit that hyperfine uses.
 */
const outlierLimit = 10
/** Of numbers with a normal distribution, the standard deviation by the median distance from the median. */
const normal = 1.4826

/** @param values at least one */
export function summarize(values: readonly number[]): Summary {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return {
    mean,
    deviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)),
    median: quantile(values, 0.5),
    min: Math.min(...values),
    max: Math.max(...values),
  }
}

/** The value below which the share lies, between neighbours in proportion. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = share * (sorted.length - 1)
  const below = sorted[Math.floor(at)]!
  return below + (at % 1) * ((sorted[Math.ceil(at)] ?? below) - below)
}

/** Where the values stand that are far from all others. */
export function outliers(values: readonly number[]): number[] {
  const median = quantile(values, 0.5)
  const distances = values.map((value) => Math.abs(value - median))
  const spread = normal * quantile(distances, 0.5)
  if (spread === 0) return []
  return [...distances.keys()].filter((i) => distances[i]! / spread > outlierLimit)
}
