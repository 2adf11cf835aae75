import type { Word } from "./team-worker.ts"

/** What all threads of a team share, and how long they wait. */
export interface TeamWords {
  readonly shared: Int32Array
  /** The same words, two for each. */
  readonly floats: Float64Array
  readonly word: typeof Word
  /** A thread looks for what comes next so long before it sleeps, in ms. */
  readonly spin: number
}

/** A prange that is to be run. */
export interface Job {
  readonly kernel: number
  readonly part: number
  readonly units: number
  /** So many units are done at once: shares are multiples of it. */
  readonly grain: number
  readonly environment: number
  readonly partials: number
  /** What takes less than this, in ms, is done before anybody is woken. */
  readonly patience: number
  /** What a unit took the last time, in ms of one thread; 0: nobody knows. */
  readonly pace: number
}

/** Where an index was outside of its array, on another thread. */
export interface Outside {
  readonly site: number
  readonly index: number
}

/**
 * Runs the units of a prange on this thread (`alone`) and, if that is worth it, on helpers that are ready: `crew` gives
 * their numbers, and is asked until there are some. One thread at a time has the helpers; whoever comes second goes on alone meanwhile.
 *
 * It goes to worker threads as text, so it names nothing from around it, and has no functions inside that tools would wrap.
 */
export function lead(
  { shared, floats, word, spin }: TeamWords,
  { kernel, part, units, grain, environment, partials, patience, pace }: Job,
  crew: () => readonly number[],
  alone: (first: number, last: number) => void,
): Outside | undefined {
  let done = 0
  let size = grain
  // The beginning tells what the rest will take, where the last time has not.
  const began = performance.now()
  const most = pace * units > 2 * patience ? 0 : patience
  for (let spent = 0; spent < most; spent = performance.now() - began, size *= 2) {
    if (done >= units) return undefined
    // Sooner where the rest is sure to be worth it.
    if (spent > patience / 8 && spent * (units - done) > 2 * patience * done) break
    const last = Math.min(units, done + size)
    alone(done, last)
    done = last
  }
  let helpers: readonly number[] = []
  for (let at = began, now = began; ; at = now) {
    if (done >= units) return undefined
    helpers = crew()
    if (helpers.length > 0) break
    const last = Math.min(units, done + size)
    alone(done, last)
    done = last
    now = performance.now()
    if (now - at < 0.5) size *= 2
  }
  while (Atomics.compareExchange(shared, word.busy, 0, 1) !== 0) {
    const last = Math.min(units, done + size)
    alone(done, last)
    if (last >= units) return undefined
    done = last
  }
  const parts = 4 * (helpers.length + 1)
  const least = Math.ceil((units - done) / (32 * parts * grain)) * grain
  shared[word.units] = units
  shared[word.parts] = parts
  shared[word.least] = least
  shared[word.kernel] = kernel
  shared[word.part] = part
  floats[word.environment / 2] = environment
  floats[word.partials / 2] = partials
  shared[word.failed] = 0
  Atomics.add(shared, word.forks, 1)
  Atomics.store(shared, word.next, done)
  Atomics.store(shared, word.pending, helpers.length)
  for (const helper of helpers) {
    const turn = word.helpers + 2 * helper + 1
    Atomics.add(shared, turn, 1)
    Atomics.notify(shared, turn)
  }
  let failed = 0
  let site = 0
  let at = 0
  try {
    for (;;) {
      const first = Atomics.load(shared, word.next)
      if (first >= units) break
      // Smaller and smaller: all threads end at about the same time.
      const step = Math.max(1, Math.floor((units - first) / (parts * least))) * least
      const last = Math.min(units, first + step)
      if (Atomics.compareExchange(shared, word.next, first, last) === first) alone(first, last)
    }
  } finally {
    // Nobody needs to go on after an error.
    Atomics.store(shared, word.next, units)
    for (const until = performance.now() + spin; performance.now() < until;) {
      if (Atomics.load(shared, word.pending) === 0) break
    }
    for (let left = Atomics.load(shared, word.pending); left > 0; left = Atomics.load(shared, word.pending)) {
      Atomics.wait(shared, word.pending, left)
    }
    failed = shared[word.failed]!
    site = shared[word.site]!
    at = floats[word.index / 2]!
    Atomics.store(shared, word.busy, 0)
  }
  if (failed === 0) return undefined
  if (failed === 3) throw new Error("a kernel failed on another thread")
  return { site, index: at }
}
