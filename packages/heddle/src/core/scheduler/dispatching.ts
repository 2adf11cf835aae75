import { batchSize, enoughMicros, oneAheadMicros, targetMicros } from "./batch-size.ts"
import type { Crew } from "./crew.ts"
import type { Load } from "./flight.ts"
import type { Queue } from "./queue.ts"

/** A worker that has been at one item for this long, in ms, is not expected to get to the rest soon. */
export const stuckAfter = 5
/** How many times as long as its sending the arrival of a message may take. */
const arrival = 10
/** What is taken back from a worker must be worth the message, in microseconds. */
const worthTaking = 200

/** What a scheduler's options say about loads. */
interface Limits {
  readonly maxWorkers: number
  readonly maxTasksPerWorker: number
}

/** The worker that has least to do, if any may get more; whether it has a free place; and how many there are. */
export function hungriest(crews: readonly Crew[]): {
  readonly best: Crew | undefined
  readonly idle: boolean
  readonly live: number
} {
  let best: Crew | undefined
  let free: Crew | undefined
  let least = Number.POSITIVE_INFINITY
  let live = 0
  for (let i = crews.length - 1; i >= 0; i--) {
    const crew = crews[i]!
    // One on its last tasks still has its place.
    if (!crew.retiring || !crew.idle) live++
    if (crew.retiring) continue
    if (crew.stopping.size > 0) continue
    if (crew.pending < crew.places) {
      if (crew.responsive) return { best: crew, idle: true, live }
      free ??= crew
      continue
    }
    const enough = crew.pending === crew.places ? oneAheadMicros : enoughMicros
    if (crew.backlog >= Math.min(enough, least)) continue
    best = crew
    least = crew.backlog
  }
  return { best: free ?? best, idle: free !== undefined && !(free.ready && free.idled), live }
}

/** Takes from the queue what one worker gets in one message. */
export function pack(queue: Queue, crew: Crew, { maxWorkers, maxTasksPerWorker }: Limits): Load[] {
  const load: Load[] = []
  const room = maxTasksPerWorker - crew.sent
  const parallel = crew.places
  const { entries } = queue
  let micros = 0
  let count = 0
  for (let entry = queue.peek(); entry !== undefined && count < room; entry = queue.peek()) {
    const { job } = entry
    const cost = job.call.fn.cost.micros
    const waiting = entry.returned?.count ?? job.ready()
    const size = parallel > 1 ? 1 : batchSize(job, waiting === 1 ? entries : waiting, maxWorkers)
    const enough =
      parallel > 1
        ? count + crew.pending >= parallel
        : count >= size || micros + cost > targetMicros || Number.isNaN(cost)
    if (count > 0 && enough) break
    const taken = queue.take(entry, Math.max(1, Math.min(size - count, room - count)))
    if (taken === undefined) continue
    load.push({ job, taken, attempt: entry.returned?.attempt ?? 1 })
    count += taken.count
    micros += cost * taken.count
    if (taken.items.transfer.length > 0) break
  }
  return load
}

/**
 * The worker that has most left to start and will not get to it soon. `later`: there is none now, but one that is
 * thought to be nearly done may turn out not to be.
 */
export function overloaded(crews: readonly Crew[]): { readonly victim: Crew | undefined; readonly later: boolean } {
  const now = performance.now()
  const taker = crews.some((crew) => crew.idle && crew.responsive && !crew.retiring)
  let victim: Crew | undefined
  let most = worthTaking
  let later = false
  for (const crew of crews) {
    const spare = crew.spare()
    if (spare.items === 0) continue
    const stuck = now - Math.max(crew.lastFinish, crew.lastSend) > stuckAfter
    // It will begin at any moment; one that starts up is worth a switch only if another is ready.
    if (!spare.begun && !(crew.ready ? now - crew.lastSend > crew.patience + arrival * crew.lastSendTook : taker)) {
      later ||= crew.ready
      continue
    }
    later = true
    const micros = stuck || !spare.begun ? Number.POSITIVE_INFINITY : spare.micros
    if (micros < most) continue
    victim = crew
    most = micros
  }
  return { victim, later }
}
