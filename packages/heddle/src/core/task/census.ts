/**
 * The threads of this program that heddle knows, in memory that all of them share: each has a number (its agent), lives
 * or is dead, and has a bell, a word that it waits on for whatever may concern it. A supervisor buries a thread when it
 * has ended; nobody has to be told: who waits is woken, and who asks sees it.
 */

const deathsWord = 0
const generationWord = 1
const header = 16
/** Threads at one time. */
const slots = 4096
/** Words of a slot: who lives there (0 nobody), the agent that started it, its bell. */
const stride = 4
const parentWord = 1
const bellWord = 2
const claimed = -1
/** The main thread, or the first of those that know each other. */
const root = 1

interface Here {
  readonly words: Int32Array<SharedArrayBuffer>
  readonly agent: number
}

/** All copies of this library in a thread are one agent. */
const slot = Symbol.for("heddle.census")

function here(): Here {
  const global = globalThis as { [slot]?: Here }
  return (global[slot] ??= found())
}

function found(): Here {
  const words = new Int32Array(new SharedArrayBuffer(4 * (header + slots * stride)))
  words[at(root)] = root
  return { words, agent: root }
}

function at(agent: number): number {
  return header + (agent % slots) * stride
}

/** The census, as a worker and its supervisor are given it. */
export function agents(): Int32Array<SharedArrayBuffer> {
  return here().words
}

/** This thread's number. */
export function thisAgent(): number {
  return here().agent
}

/** Told to a worker when it starts. */
export function joinCensus(buffer: SharedArrayBuffer, agent: number): void {
  Object.defineProperty(globalThis, slot, { value: { words: new Int32Array(buffer), agent }, configurable: true })
}

/** A number for a thread that this one is about to start. Throws a RangeError with 4,095 threads alive. */
export function enlist(): number {
  const { words, agent } = here()
  const generation = Atomics.add(words, generationWord, 1) & 0x7ffff
  for (let i = 0; i < slots; i++) {
    const place = (generation + i) % slots
    const index = header + place * stride
    const tenant = Atomics.load(words, index)
    if (place === 0 || tenant === claimed || (tenant !== 0 && isAlive(tenant))) continue
    if (Atomics.compareExchange(words, index, tenant, claimed) !== tenant) continue
    const made = (generation % 0x7ffff) * slots + place
    Atomics.store(words, index + parentWord, agent)
    Atomics.store(words, index, made)
    return made
  }
  throw new RangeError(`more than ${slots} threads at one time`)
}

/** Has the thread not ended? One whose parent has ended is gone with it. */
export function isAlive(agent: number): boolean {
  const { words } = here()
  for (let each = agent; each !== root;) {
    if (each <= 0) return false
    const index = at(each)
    const parent = Atomics.load(words, index + parentWord)
    if (Atomics.load(words, index) !== each) return false
    each = parent
  }
  return true
}

/** Says that a thread has ended, and wakes everyone who waits for anything. Once: later calls do nothing. */
export function bury(agent: number, words: Int32Array = here().words): void {
  if (Atomics.compareExchange(words, at(agent), agent, 0) !== agent) return
  Atomics.add(words, deathsWord, 1)
  for (let index = header; index < words.length; index += stride) {
    if (Atomics.load(words, index) !== 0) ring(words, index + bellWord)
  }
}

/** How many threads have ended so far. */
export function deaths(): number {
  return Atomics.load(here().words, deathsWord)
}

/** Where in `agents()` the thread's bell is. */
export function bellOf(agent: number): number {
  return at(agent) + bellWord
}

/** Wakes a thread that waits on its bell. */
export function ringBell(agent: number): void {
  ring(here().words, bellOf(agent))
}

function ring(words: Int32Array, bell: number): void {
  Atomics.add(words, bell, 1)
  Atomics.notify(words, bell)
}
