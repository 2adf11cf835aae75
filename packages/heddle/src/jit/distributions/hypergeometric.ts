import { log } from "../maths/logarithm.ts"
import { draw } from "../draw.ts"
import { logFactorial } from "./factorial.ts"
import { open } from "./uniform.ts"

/** Fewer than so many are drawn one by one. */
const few = 10

/** How many good ones are among `sample` out of `good` and `bad`. */
export function hypergeometric(good: number, bad: number, sample: number): number {
  const all = good + bad
  if (!(good >= 0 && bad >= 0 && sample >= 0 && sample <= all && all < 2 ** 53)) return NaN
  if (Math.floor(good) !== good || Math.floor(bad) !== bad || Math.floor(sample) !== sample) return NaN
  // Those that stay are as many as those that are drawn where more than half are.
  const less = Math.min(sample, all - sample)
  const rarer = Math.min(good, bad)
  const found = less < few ? drawn(rarer, all, less) : rejected(rarer, all, less)
  const ofGood = good <= bad ? found : less - found
  return less < sample ? good - ofGood : ofGood
}

function drawn(good: number, all: number, sample: number): number {
  let left = good
  for (let i = 0; i < sample; i++) if (draw() * (all - i) < left) left--
  return good - left
}

/** HRUA: Stadlober, The ratio of uniforms approach for generating discrete random variates (1990). */
function rejected(good: number, all: number, sample: number): number {
  const bad = all - good
  const p = good / all
  const variance = ((all - sample) * sample * p * (1 - p)) / (all - 1)
  const c = Math.sqrt(variance + 0.5)
  const a = sample * p + 0.5
  // 2·√(2/e) and 3 - 2·√(3/e).
  const h = 1.7155277699214135 * c + 0.8989161620588988
  const mode = Math.floor(((sample + 1) * (good + 1)) / (all + 2))
  const atMode = ways(good, bad, sample, mode)
  const end = Math.min(Math.min(sample, good) + 1, Math.floor(a + 16 * c))
  let k = 0
  let isTaken = false
  while (!isTaken) {
    const u = open()
    const x = a + (h * (draw() - 0.5)) / u
    if (x >= 0 && x < end) {
      k = Math.floor(x)
      const t = atMode - ways(good, bad, sample, k)
      isTaken = u * (4 - u) - 3 <= t || (u * (u - t) < 1 && 2 * log(u) <= t)
    }
  }
  return k
}

/** The logarithm of what the number of ways to draw `k` is divided by. */
function ways(good: number, bad: number, sample: number, k: number): number {
  return logFactorial(k) + logFactorial(good - k) + logFactorial(sample - k) + logFactorial(bad - sample + k)
}
