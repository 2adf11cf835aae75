import type { SampleEvent } from "../../../core/events/index.ts"

/** Samples in a row that share a place on the paper; times in ms since the beginning. */
export interface Bucket {
  readonly from: number
  readonly to: number
  readonly samples: readonly SampleEvent[]
}

/** More than these cannot be told apart. */
const mostBuckets = 330

/** The samples in a row of as many buckets as can be seen: one each, if there are few. */
export function bucketsOf(samples: readonly SampleEvent[]): readonly Bucket[] {
  const [first] = samples
  if (first === undefined) return []
  const start = first.at - first.ms
  const each = Math.ceil(samples.length / mostBuckets)
  const count = Math.ceil(samples.length / each)
  let from = 0
  return Array.from({ length: count }, (_, i) => {
    const part = samples.slice(i * each, (i + 1) * each)
    const bucket = { from, to: part.at(-1)!.at - start, samples: part }
    from = bucket.to
    return bucket
  })
}

/** A value of a bucket: over its time, and at least and at most. */
export interface Extent {
  readonly mean: number
  readonly least: number
  readonly most: number
}

export function extentOf(bucket: Bucket, value: (sample: SampleEvent) => number): Extent {
  let [sum, ms, least, most] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const sample of bucket.samples) {
    const one = value(sample)
    sum += one * sample.ms
    ms += sample.ms
    least = Math.min(least, one)
    most = Math.max(most, one)
  }
  return { mean: sum / ms, least, most }
}
