import assert from "node:assert/strict"
import { describe, it } from "node:test"
import {
  AbortError,
  CancelledError,
  Pool,
  PoolClosedError,
  TaskTimeoutError,
  UnsendableError,
  WorkerDiedError,
  range,
} from "heddle"
import { fileGates } from "../contract/file-gates.ts"
import { gates, read, tick } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"
import { Random } from "./random.ts"

/*
 * Laws 1, 2, 3 and 7 under a random program: submits and maps whose tasks do well, throw, exit, spin, return what
 * cannot be sent, are cancelled or aborted. Every promise settles with what its task did; what finished is not lost;
 * nothing runs twice without retries. A failing seed is named; HEDDLE_SEED runs another one.
 */

type Fate = "value" | "object" | "later" | "throw" | "null" | "exit" | "spin" | "never" | "unsendable"

const fates: Readonly<Record<Fate, number>> = {
  value: 30,
  object: 20,
  later: 15,
  throw: 10,
  null: 3,
  exit: 3,
  spin: 2,
  never: 2,
  unsendable: 6,
}
const timeout = 60
const operations = 80
const most = 3000

/** What each item did, in words that its worker sees too: how often it began, and whether it came to its end. */
interface Book {
  readonly begun: Gates
  readonly ended: Gates
}

function blankBook(backend: "threads" | "processes"): Book {
  const words = backend === "threads" ? gates : fileGates
  return { begun: words(most), ended: words(most) }
}

function live(fate: Fate, id: number, began: Gates, came: Gates): unknown {
  tick(began, id)
  const end = <T>(value: T): T => {
    tick(came, id)
    return value
  }
  switch (fate) {
    case "value":
      return end(id)
    case "object":
      return end({ id, list: [id, `${id}`] })
    case "later":
      return new Promise((resolve) => setImmediate(() => resolve(end(id))))
    case "throw":
      throw new RangeError(`${id}`)
    case "null":
      throw null
    case "exit":
      return process.exit(id % 100)
    case "spin":
      for (;;);
    case "never":
      return new Promise(() => {})
    default:
      return () => id
  }
}

/** Does the outcome tell what the item did? */
function agrees(fate: Fate, id: number, one: PromiseSettledResult<unknown>): boolean {
  if (one.status === "fulfilled") {
    if (fate === "object") return JSON.stringify(one.value) === JSON.stringify({ id, list: [id, `${id}`] })
    return (fate === "value" || fate === "later") && one.value === id
  }
  const reason: unknown = one.reason
  switch (fate) {
    case "throw":
      return reason instanceof RangeError && reason.message === `${id}`
    case "null":
      return reason === null
    case "exit":
      return reason instanceof WorkerDiedError && reason.exitCode === id % 100 && reason.phase === "running"
    case "spin":
    case "never":
      return reason instanceof TaskTimeoutError
    case "unsendable":
      return reason instanceof UnsendableError && reason.role === "result"
    default:
      return false
  }
}

async function play(backend: "threads" | "processes", seed: number): Promise<void> {
  const { begun, ended } = blankBook(backend)
  const random = new Random(seed)
  const pool = new Pool({ backend, workers: 2, grace: 5, tasksPerWorker: seed % 3 === 2 ? 2 : 1 })
  const shares = seed % 3 === 2
  const checks: Promise<void>[] = []
  let id = 0
  const limited = pool.with({ timeout })
  const item = (): [Fate, number, Gates, Gates] => [random.pick(fates), id++, begun, ended]

  const check = (fate: Fate, at: number, one: PromiseSettledResult<unknown>, stopped: boolean): void => {
    const what = `seed ${seed}: item ${at} (${fate}) ${one.status}: ${"value" in one ? String(one.value) : String(one.reason)}`
    const excused = stopped && one.status === "rejected" && one.reason instanceof CancelledError
    // Tasks that share a thread share its end.
    const dragged = shares && one.status === "rejected" && one.reason instanceof WorkerDiedError
    // A late neighbour in the same thread may make a good task late.
    const late = one.status === "rejected" && one.reason instanceof TaskTimeoutError
    assert.ok(agrees(fate, at, one) || excused || dragged || late, what)
    assert.ok(read(begun, at) <= 1, `${what}: began ${read(begun, at)} times`)
    if (one.status === "fulfilled") assert.equal(read(ended, at), 1, what)
    else if (read(ended, at) === 1) assert.ok(excused || dragged || late, `${what}: it had come to its end`)
  }

  for (let i = 0; i < operations; i++) {
    const verb = random.pick({ submit: 60, cancel: 8, abort: 8, map: 12, imap: 8, breath: 12 })
    if (verb === "submit" || verb === "cancel") {
      const [fate, at, ...rest] = item()
      const future = limited.submit(live, fate, at, ...rest)
      if (verb === "cancel" && random.below(2) === 0) setImmediate(() => future.cancel())
      else if (verb === "cancel") future.cancel()
      checks.push(Promise.allSettled([future]).then(([one]) => check(fate, at, one, verb === "cancel")))
    } else if (verb === "abort") {
      const controller = new AbortController()
      const [fate, at, ...rest] = item()
      const call = limited.with({ signal: controller.signal }).submit(live, fate, at, ...rest)
      setTimeout(() => controller.abort(), random.below(30))
      checks.push(Promise.allSettled([call]).then(([one]) => check(fate, at, one, true)))
    } else if (verb === "map") {
      const items = range(random.below(60)).map(item)
      const chunkSize = random.below(2) === 0 ? ("auto" as const) : 1 + random.below(20)
      const all = limited.map((row: Parameters<typeof live>) => live(...row) as {}, items, {
        onError: "settle",
        chunkSize,
      })
      checks.push(
        all.then((outcomes) => {
          assert.equal(outcomes.length, items.length)
          for (const [k, [fate, at]] of items.entries()) check(fate, at, outcomes[k]!, false)
        }),
      )
    } else if (verb === "imap") {
      const items = range(1 + random.below(20)).map(item)
      const leaveAt = random.below(30)
      checks.push(
        (async () => {
          let given = 0
          for await (const one of limited.imap((row: Parameters<typeof live>) => live(...row), items, {
            onError: "settle",
            buffer: 1 + random.below(8),
          })) {
            const [fate, at] = items[given++]!
            check(fate, at, one, false)
            if (given === leaveAt) break
          }
        })(),
      )
    } else await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(checks)
  assert.ok(id <= most)
  for (let at = 0; at < id; at++)
    assert.ok(read(begun, at) <= 1, `seed ${seed}: item ${at} began ${read(begun, at)} times`)
  const { queued, running } = pool.stats()
  assert.deepEqual([queued, running], [0, 0], `seed ${seed}`)
  assert.equal(await pool.submit(() => "usable"), "usable")
  await pool.close()
  assert.deepEqual(pool.workers, [])
}

/** The same with the pool's end at a random moment: everything settles. */
async function playAndTerminate(backend: "threads" | "processes", seed: number): Promise<void> {
  const { begun, ended } = blankBook(backend)
  const random = new Random(seed)
  const pool = new Pool({ backend, workers: 2, grace: 5 })
  const all: Promise<unknown>[] = []
  for (let id = 0; id < 300; id++) {
    const fate = random.pick(fates)
    if (id % 5 === 0) {
      all.push(pool.map((x: number) => live(fate, x, begun, ended) as {}, [id, id + 1000], { onError: "settle" }))
    } else all.push(pool.with({ timeout }).submit(live, fate, id, begun, ended))
  }
  const outcomes = Promise.allSettled(all)
  for (let turns = random.below(20); turns > 0; turns--) await new Promise((resolve) => setTimeout(resolve, 5))
  await pool.terminate()
  for (const one of await outcomes) {
    if (one.status === "rejected" && one.reason instanceof Error && one.reason instanceof PoolClosedError) continue
    assert.ok(!(one.status === "rejected" && one.reason instanceof AbortError))
  }
  assert.deepEqual(pool.workers, [])
}

const given = process.env["HEDDLE_SEED"]
const seeds = given === undefined ? [1, 2, 3] : [Number(given)]

for (const backend of ["threads", "processes"] as const) {
  describe(`a random program on ${backend}`, () => {
    // A process takes longer to replace than a thread.
    for (const seed of backend === "threads" ? seeds : seeds.slice(0, 2)) {
      it(`settles every promise with what its task did (seed ${seed})`, async () => await play(backend, seed))
      it(`settles every promise when its pool is terminated (seed ${seed})`, async () => {
        await playAndTerminate(backend, seed)
      })
    }
  })
}
