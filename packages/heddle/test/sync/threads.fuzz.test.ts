import assert from "node:assert/strict"
import { it } from "node:test"
import { Pool, WorkerDiedError, shared } from "heddle"
import { BoundedSemaphore, Lock, Queue } from "heddle/sync"
import { turn } from "../contract/gates.ts"
import { Random } from "../scheduler/random.ts"

/*
 * The same laws on real threads, which settle, time out and die while they hold and wait. HEDDLE_SYNC_ROUNDS plays longer
 * (a round takes a few seconds); HEDDLE_SEED begins elsewhere.
 */

const rounds = Number(process.env["HEDDLE_SYNC_ROUNDS"] ?? 2)
const firstSeed = Number(process.env["HEDDLE_SEED"] ?? 1)

const deeds = { hold: 40, block: 20, impatient: 15, leave: 8, die: 2, items: 15 } as const
type Deed = keyof typeof deeds

for (let seed = firstSeed; seed < firstSeed + rounds; seed++) {
  it(`real threads exclude each other and lose nothing (seed ${seed})`, async () => {
    const random = new Random(seed)
    await using pool = new Pool({ workers: 3, tasksPerWorker: seed % 2 === 0 ? 2 : 1 })
    const lock = new Lock()
    const places = new BoundedSemaphore(2)
    const queue = new Queue<{ n: number; pad: string }>(3)
    /** Who is inside the lock, and in the places; violations; items put and got. */
    const words = shared(new Int32Array(6))

    const act = async (deed: Deed, n: number): Promise<string> => {
      const enter = (): void => {
        if (Atomics.add(words, 0, 1) !== 0) Atomics.add(words, 2, 1)
      }
      const exit = (): void => void Atomics.sub(words, 0, 1)
      switch (deed) {
        case "hold": {
          using _held = await lock.hold()
          enter()
          await turn()
          exit()
          return deed
        }
        case "block": {
          // Only where no other task of this thread could hold it.
          if (!lock.acquireSync({ timeout: 200 })) return "late"
          enter()
          exit()
          lock.release()
          return deed
        }
        case "impatient": {
          if (!(await lock.acquire({ timeout: n % 3 }))) return "late"
          enter()
          exit()
          lock.release()
          return deed
        }
        case "leave":
          await lock.acquire()
          enter()
          exit()
          return deed
        case "die":
          await places.acquire()
          await lock.acquire()
          enter()
          exit()
          return process.exit(n % 100)
        default: {
          using _place = await places.hold()
          await queue.put({ n, pad: "x".repeat(n % 9000) })
          Atomics.add(words, 3, 1)
          const item = await queue.get()
          if (item.pad.length !== item.n % 9000) Atomics.add(words, 2, 1)
          Atomics.add(words, 4, 1)
          return deed
        }
      }
    }

    const outcomes = await Promise.allSettled(
      Array.from({ length: 150 }, (_, n) => pool.submit(act, random.pick(deeds), n)),
    )
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") assert.ok(outcome.reason instanceof WorkerDiedError, String(outcome.reason))
    }
    assert.equal(words[2], 0, "two were inside together, or an item changed")
    assert.equal(lock.statistics().locked, false)
    assert.deepEqual(lock.statistics().waiting, 0)
    assert.deepEqual(places.statistics(), { value: 2, waiting: 0, held: 0 })
    // One that died between its put and its get leaves an item, and one between get and count a missing one.
    for (const _ of Array.from({ length: queue.size })) assert.equal(typeof queue.getNowait().n, "number")
    assert.equal(queue.size, 0)
    assert.equal(await lock.acquire({ timeout: 1000 }), true)
  })
}
