import { tell } from "../../../src/core/events/index.ts"
import type { ErrorText, HeddleEvent } from "../../../src/core/events/index.ts"
import { Board } from "../../../src/monitor/dashboard/board/index.ts"
import type { BoardOptions } from "../../../src/monitor/dashboard/board/index.ts"

/** A board that has heard a program which never ran, on a clock of its own. */
export interface Scene {
  readonly board: Board
  /** Moves its clock. */
  advance(ms: number): void
}

const began = Date.UTC(2026, 0, 1, 9, 0, 0)

/** A board, and a clock that only moves when it is told to: whatever the time is, the page is the same. */
export function scene(options: BoardOptions = {}): Scene & { play(events: readonly Told[]): void } {
  let now = began
  const board = new Board({ clock: () => now, title: "thumbnails.ts", ...options })
  board.listen()
  let [second, flush] = [began + 1000, began + 200]
  const advance = (until: number): void => {
    while (Math.min(second, flush) <= until) {
      now = Math.min(second, flush)
      if (now === second) {
        board.second()
        second += 1000
      }
      if (now === flush) {
        board.flush()
        flush += 200
      }
    }
    now = until
  }
  return {
    board,
    advance: (ms) => advance(now + ms),
    play(events) {
      for (const { when, event } of events.toSorted((a, b) => a.when - b.when)) {
        advance(began + when)
        tell(event)
      }
    },
  }
}

/** An event, and when it is told, in ms since the beginning. */
export interface Told {
  readonly when: number
  readonly event: HeddleEvent
}

/** Numbers from 0 to 1, the same each time. */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const pool = "pool-1"
const timeout: ErrorText = {
  name: "TimeoutError",
  message: "the server did not answer within 2 s",
  stack:
    "TimeoutError: the server did not answer within 2 s\n    at load (file:///app/thumbnails.ts:12:11)\n    at async thumbnail (file:///app/thumbnails.ts:31:17)",
}
const truncated: ErrorText = {
  name: "RangeError",
  message: "photos/0417.jpg: the image ends after 8,192 of 40,960 bytes",
  stack:
    "RangeError: photos/0417.jpg: the image ends after 8,192 of 40,960 bytes\n    at resize (file:///app/thumbnails.ts:24:9)",
}

interface Kind {
  readonly name: string
  readonly ms: number
  readonly count: number
  readonly error?: ErrorText
}

const kinds: readonly Kind[] = [
  { name: "load", ms: 150, count: 700, error: timeout },
  { name: "resize", ms: 90, count: 760, error: truncated },
  { name: "encode", ms: 230, count: 620 },
  { name: "checksum", ms: 2, count: 30_000 },
]

/** Eight workers that have always something to do; or such that wait for each other, for one long task, and for the main thread. */
export function program(isHealthy: boolean, seconds = 40): Told[] {
  const told: Told[] = []
  const next = random(isHealthy ? 1 : 2)
  const at = (when: number): number => began + when
  const add = (when: number, event: HeddleEvent): void => void told.push({ when, event })
  for (const { name, count } of kinds)
    add(10, { kind: "job", at: at(10), pool, job: kinds.findIndex((kind) => kind.name === name), name, count })
  let id = 0
  for (let w = 0; w < 8; w++) {
    const worker = `worker ${w + 1}`
    const start = 60 + w * 15
    add(start, { kind: "worker", at: at(start), pool, worker, backend: "threads", threadId: w + 1, change: "started" })
    let when = start + 40
    while (when < seconds * 1000) {
      const phase = when / (seconds * 1000)
      const kind = kinds[Math.floor(Math.min(3.99, Math.max(0, phase * 3 - 0.8 + next() * 2.2)))]!
      const isSlow = !isHealthy && w === 2 && phase > 0.3 && phase < 0.6
      const ms = isSlow ? 11_000 : kind.ms < 10 ? kind.ms : kind.ms * (0.5 + next())
      const many = kind.ms < 10 ? 40 : 1
      const failed = kind.error !== undefined && next() < 0.015
      add(when, { kind: "sent", at: at(when), pool, worker, name: kind.name, id, count: many })
      for (let i = 0; i < many && when < seconds * 1000; i++) {
        add(when + ms, {
          kind: "task",
          at: at(when),
          pool,
          worker,
          name: kind.name,
          id: id++,
          count: 1,
          ms,
          failed: failed ? 1 : 0,
        })
        when += ms
      }
      if (failed) {
        const error = { kind: "error", of: "task", pool, worker, name: kind.name, id: id - 1, attempt: 1 } as const
        add(when + 1, { ...error, at: at(when + 1), retry: kind.error === timeout, error: kind.error })
      }
      when += isHealthy ? 2 + next() * 6 : 60 + next() * 500
    }
  }
  for (let when = 500; when < seconds * 1000; when += 500) told.push({ when, event: sample(at(when), when, isHealthy) })
  // What was told before the program was looked at for the last time.
  return [...told, ...others(at)].filter(({ when }) => when <= seconds * 1000)
}

function sample(at: number, when: number, isHealthy: boolean): HeddleEvent {
  const wave = Math.sin(when / 3000)
  const workers = Array.from({ length: 8 }, (_, w) => ({
    pool,
    worker: `worker ${w + 1}`,
    threadId: w + 1,
    cpu: isHealthy ? 0.94 + 0.05 * Math.sin(when / 900 + w) : 0.3 + 0.2 * Math.sin(when / 900 + w),
    heap: (40 + 6 * w + 8 * Math.sin(when / 700 + w)) * 2 ** 20,
    external: 2 ** 22,
  }))
  const cpu = isHealthy ? 0.93 + 0.03 * wave : 0.34 + 0.12 * wave
  const rss = (620 + when / 120 + 60 * wave) * 2 ** 20
  const total = 16 * 2 ** 30
  return {
    kind: "sample",
    at,
    ms: 500,
    cpu,
    systemCpu: Math.min(1, cpu + 0.04),
    rss,
    heap: rss * 0.42,
    memoryUsed: total / 3,
    memoryTotal: total,
    loop: 0.2,
    workers,
  }
}

/** What happens now and then. */
function others(at: (when: number) => number): Told[] {
  const stage = { kind: "stage", of: "array", stages: 2, computation: 1, limit: 2 ** 30 } as const
  const events: readonly (readonly [number, HeddleEvent])[] = [
    [8000, { ...stage, at: at(8000), label: "mean of 10,000 × 10,000", number: 1, change: "began", planned: 7e8 }],
    [
      14_000,
      { ...stage, at: at(8000), label: "mean of 10,000 × 10,000", number: 1, change: "ended", planned: 7e8, ms: 6000 },
    ],
    [14_010, { ...stage, at: at(14_010), label: "std of 10,000 × 10,000", number: 2, change: "began", planned: 9e8 }],
    [
      30_000,
      {
        ...stage,
        at: at(14_010),
        label: "std of 10,000 × 10,000",
        number: 2,
        change: "ended",
        planned: 9e8,
        ms: 15_990,
      },
    ],
    ...[1, 2, 3].map((i): readonly [number, HeddleEvent] => [
      20_000 + i,
      {
        kind: "stage",
        at: at(20_000 + i),
        of: "kernel",
        label: "histogram",
        change: "ended",
        computation: 10 + i,
        number: 1,
        stages: 1,
        ms: 4.2,
      },
    ]),
    [1000, { kind: "actor", at: at(1000), actor: "counter-1", name: "Counter", worker: "actor 1", change: "alive" }],
    [1200, { kind: "actor", at: at(1200), actor: "store-1", name: "Store", worker: "actor 2", change: "alive" }],
    [
      21_000,
      {
        kind: "actor",
        at: at(21_000),
        actor: "store-1",
        name: "Store",
        change: "restarting",
        reason: "its process was killed",
      },
    ],
    [21_400, { kind: "actor", at: at(21_400), actor: "store-1", name: "Store", worker: "actor 3", change: "alive" }],
    ...Array.from({ length: 30 }, (_, i): readonly [number, HeddleEvent] => [
      900 * i,
      { kind: "cache", at: at(900 * i), name: "exif", outcome: i % 5 === 0 ? "run" : "hit", ms: 2, saved: 140 },
    ]),
    [
      5000,
      {
        kind: "hint",
        at: at(5000),
        message: "checksum takes 1 ms a call: call it with many items, or give map a larger chunkSize",
      },
    ],
    [6000, { kind: "transfer", at: at(6000), pool, name: "encode", bytes: 4e8, ms: 90, what: "result" }],
  ]
  return events.map(([when, event]) => ({ when, event }))
}
