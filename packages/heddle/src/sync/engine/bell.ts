import { agents, bellOf, deaths, thisAgent } from "../../core/task/index.ts"

/** A wait of this thread. */
export interface Waiter {
  /** Whether it may be over, at a glance. */
  isReady(): boolean
  /** Ends the wait if it is over. */
  look(): void
}

/** Waits of this thread that end in the order in which they began: while the first goes on, so do the others. */
export type Line = Set<Waiter>

const lines = new Set<Line>()
let isListening = false
let isPoked = false
let sure = false
let seen = 0
let keepsAlive: NodeJS.Timeout | undefined

/** Calls the waiter whenever this thread's bell has rung, until it leaves. Keeps the program alive. */
export function enterLine(line: Line, waiter: Waiter): void {
  if (lines.size === 0) {
    // A wait in shared memory holds nothing open by itself.
    keepsAlive = setInterval(() => {}, 2 ** 30)
  }
  line.add(waiter)
  lines.add(line)
  if (!isListening) void listen()
}

export function leaveLine(line: Line, waiter: Waiter): void {
  line.delete(waiter)
  if (line.size > 0 || !lines.delete(line) || lines.size > 0) return
  clearInterval(keepsAlive)
  keepsAlive = undefined
}

/** Lets every wait of this thread look, soon; `surely`: also those behind one that goes on. */
export function pokeWaiters(surely = false): void {
  sure ||= surely
  if (isPoked || (lines.size === 0 && !surely)) return
  isPoked = true
  queueMicrotask(lookAll)
}

async function listen(): Promise<void> {
  isListening = true
  const words = agents()
  const bell = bellOf(thisAgent())
  while (lines.size > 0) {
    const before = Atomics.load(words, bell)
    lookAll()
    if (lines.size === 0) break
    const wait = Atomics.waitAsync(words, bell, before)
    if (wait.async) await wait.value
  }
  isListening = false
}

function lookAll(): void {
  isPoked = false
  const now = deaths()
  // After a death each wait looks for itself: its look puts right what the dead left.
  const all = sure || now !== seen
  sure = false
  seen = now
  for (const line of lines) {
    for (const waiter of line) {
      if (!all && !waiter.isReady()) break
      waiter.look()
    }
  }
}
