/** A closure of its own for each call. Prints tasks a second and the longest submit(), in ms, of the best round, as JSON. */
import { Pool } from "heddle"

export interface FreshClosures {
  readonly rate: number
  readonly longest: number
}

const size = Number(process.argv[2])
const rounds = Number(process.argv[3])
await using pool = new Pool({ workers: 2 })
let best: FreshClosures = { rate: 0, longest: Number.POSITIVE_INFINITY }
for (let round = 0; round <= rounds; round++) {
  const start = performance.now()
  let longest = 0
  const futures = []
  for (let i = 0; i < size; i++) {
    const before = performance.now()
    futures.push(pool.submit(() => i))
    longest = Math.max(longest, performance.now() - before)
  }
  await Promise.all(futures)
  const rate = (1000 * size) / (performance.now() - start)
  if (round > 0) best = { rate: Math.max(best.rate, rate), longest: Math.min(best.longest, longest) }
}
console.log(JSON.stringify(best))
