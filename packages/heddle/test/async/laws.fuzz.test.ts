import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { CancelledError } from "heddle"
import type { Future } from "heddle"
import {
  Barrier,
  Condition,
  Event,
  Lock,
  Queue,
  Semaphore,
  TaskGroup,
  createTask,
  gather,
  shield,
  sleep,
} from "heddle/async"
import { Random } from "../scheduler/random.ts"

/*
 * Random programs, cancelled anywhere: tasks hold locks and permits, put and get, meet, start groups that fail. Whatever is
 * cancelled in whatever turn, nobody is in where somebody else is, no item is lost or given twice, every task ends, none
 * outlives its scope, and at the end everything is free. A failing seed is named; HEDDLE_SEED runs another one.
 */

const programs = 400
const first = Number(process.env["HEDDLE_SEED"] ?? 1)

/** A turn of the microtasks, or of the loop. */
async function pause(random: Random): Promise<void> {
  for (let hops = random.below(4); hops > 0; hops--) await Promise.resolve()
  if (random.below(8) === 0) await new Promise((resolve) => setImmediate(resolve))
}

/** What a random program runs on, and what it saw. */
class World {
  readonly random: Random
  readonly lock = new Lock()
  readonly semaphore = new Semaphore(2)
  readonly condition = new Condition()
  readonly queue = new Queue<number>(3)
  readonly event = new Event()
  readonly barrier = new Barrier(2)
  /** Who is inside, right now. */
  inLock = 0
  inSemaphore = 0
  /** Who runs, right now. */
  alive = 0
  /** Items that `put` took, and that `get` gave. */
  readonly put: number[] = []
  readonly got: number[] = []
  #items = 0

  constructor(seed: number) {
    this.random = new Random(seed)
  }

  /** What a task may do. Each may be cancelled wherever it waits. */
  readonly steps: Readonly<Record<string, (depth: number) => Promise<unknown>>> = {
    lock: async () => {
      using held = await this.lock.hold()
      void held
      assert.equal(++this.inLock, 1, "two hold the lock")
      await pause(this.random).finally(() => this.inLock--)
    },
    semaphore: async () => {
      using held = await this.semaphore.hold()
      void held
      assert.ok(++this.inSemaphore <= 2, "three hold a permit")
      await pause(this.random).finally(() => this.inSemaphore--)
    },
    condition: async () => {
      using held = await this.condition.hold()
      void held
      await this.condition.wait()
    },
    notify: async () => {
      using held = await this.condition.hold()
      void held
      this.condition.notify(1 + this.random.below(2))
    },
    put: async () => {
      const item = ++this.#items
      await this.queue.put(item)
      this.put.push(item)
    },
    get: async () => void this.got.push(await this.queue.get()),
    event: () => this.event.wait(),
    barrier: () => this.barrier.wait(),
    sleep: () => sleep(0),
    shield: () => shield(() => pause(this.random)),
    group: (depth) =>
      TaskGroup.run(async (group) => {
        for (let i = this.random.below(3); i >= 0; i--) void group.createTask(() => this.task(depth - 1))
        if (this.random.below(4) === 0) group.cancel()
        await this.task(depth - 1)
      }),
    gather: (depth) =>
      gather(
        () => this.task(depth - 1),
        () => this.task(depth - 1),
      ),
    child: async (depth) => {
      createTask(() => this.task(depth - 1)).catch(() => {})
      await pause(this.random)
    },
    fail: () => Promise.reject(new RangeError("expected")),
  }

  /** Some steps, one after another. */
  async task(depth: number): Promise<void> {
    this.alive++
    try {
      for (let i = this.random.below(4); i >= 0; i--) {
        const leaves = {
          lock: 5,
          semaphore: 5,
          condition: 4,
          notify: 4,
          put: 6,
          get: 6,
          event: 1,
          barrier: 2,
          sleep: 1,
          shield: 2,
        }
        const inner =
          depth > 0 ? { group: 3, gather: 3, child: 2, fail: 0 } : { group: 0, gather: 0, child: 0, fail: 1 }
        await this.steps[this.random.pick({ ...leaves, ...inner })]!(depth)
        await pause(this.random)
      }
    } finally {
      this.alive--
    }
  }
}

/** Runs a program, cancels its tasks one by one at random moments, and looks at what is left. */
async function run(seed: number): Promise<void> {
  const world = new World(seed)
  const tasks: Future<void>[] = Array.from({ length: 6 }, () =>
    createTask(() => world.task(2), { grace: Number.POSITIVE_INFINITY }),
  )
  const left = new Set(tasks)
  while (left.size > 0) {
    await pause(world.random)
    const [task] = [...left].slice(world.random.below(left.size))
    if (world.random.below(3) === 0) task!.cancel()
    for (const each of left) if (each.done()) left.delete(each)
  }
  for (const outcome of await Promise.allSettled(tasks)) {
    if (outcome.status === "fulfilled" || outcome.reason instanceof CancelledError) continue
    assertExpected(outcome.reason)
  }
  assert.equal(world.alive, 0, "somebody outlived its scope")
  assert.deepEqual([world.inLock, world.inSemaphore], [0, 0])
  assert.deepEqual([world.lock.locked(), world.condition.locked(), world.semaphore.value], [false, false, 2])
  assert.equal(world.barrier.nWaiting, 0)
  const rest: number[] = []
  while (!world.queue.empty()) rest.push(world.queue.getNowait())
  const out = [...world.got, ...rest]
  assert.equal(new Set(out).size, out.length, "an item was given twice")
  // Who is cancelled in the turn in which its item was taken, or given, does not get to say so.
  for (const item of world.put) assert.ok(out.includes(item), `item ${item} was lost`)
}

/** Every failure is one that a task chose. */
function assertExpected(error: unknown): void {
  if (error instanceof AggregateError) for (const inner of error.errors) assertExpected(inner)
  else if (!(error instanceof CancelledError)) assert.equal((error as Error).message, "expected")
}

describe("random programs of tasks", () => {
  for (let part = 0; part < 4; part++) {
    it(`keep the laws, whatever is cancelled when (${part + 1} of 4)`, async () => {
      for (let seed = first + part * programs; seed < first + (part + 1) * programs; seed++) {
        await run(seed).catch((error: unknown) => {
          throw new Error(`seed ${seed}`, { cause: error })
        })
      }
    })
  }
})
