import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import v8 from "node:v8"
import vm from "node:vm"
import { range } from "heddle"
import { get, init, kill, put, remote, shutdown } from "heddle/remote"
import type { ActorHandle, ObjectRef } from "heddle/remote"
import { heldCount } from "../../src/remote/link/lent.ts"

v8.setFlagsFromString("--expose-gc")
const collect = vm.runInNewContext("gc") as () => void

class Counter {
  count = 0
  increment(): number {
    return ++this.count
  }
}

class Shelf {
  ref: ObjectRef<string> | undefined
  counter: ActorHandle<Counter> | undefined
  keep(things: { ref?: ObjectRef<string>; counter?: ActorHandle<Counter> }): void {
    Object.assign(this, things)
  }
  async read(): Promise<string> {
    return await this.ref!
  }
  async count(): Promise<number> {
    return await get(this.counter!.increment.remote())
  }
  drop(): void {
    this.ref = this.counter = undefined
  }
  collect(): void {
    collectThere()
  }
}

function collectThere(): void {
  const gc = vm.runInNewContext("gc") as () => void
  gc()
}
const collectsThere = remote(collectThere)

describe("what others hold", () => {
  // An idle runtime does not keep the program.
  let alive: NodeJS.Timeout
  before(() => {
    alive = setInterval(() => {}, 60_000)
    init({ numCpus: 1 })
  })
  after(async () => {
    clearInterval(alive)
    await shutdown()
  })

  async function everywhere(shelf?: ActorHandle<Shelf>): Promise<void> {
    collect()
    await collectsThere.remote()
    if (shelf !== undefined) await shelf.collect.remote()
    await turn()
  }

  /** Until nobody holds more than this. */
  async function untilHeld(count: number, shelf?: ActorHandle<Shelf>): Promise<void> {
    while (heldCount() > count) await everywhere(shelf)
  }

  it("is let go when tasks are done with it", async () => {
    const uses = remote(async ({ refs }: { refs: ObjectRef<string>[] }) => {
      const made = put("made")
      return { all: [...(await get(refs)), await made], made: [made] }
    })
    const use = async (): Promise<void> => {
      const { all, made } = await uses.remote({ refs: [put("a"), put("b")] })
      assert.deepEqual([...all, await made[0]], ["a", "b", "made", "made"])
    }
    for (const _ of range(20)) await use()
    await untilHeld(0)
  })

  it("stays while an actor has it, and no longer", async () => {
    const shelf = remote(Shelf).remote()
    await shelf.keep.remote({ ref: put("kept") })
    for (const _ of range(5)) await everywhere(shelf)
    assert.equal(heldCount(), 1)
    assert.equal(await shelf.read.remote(), "kept")
    await shelf.drop.remote()
    await untilHeld(0, shelf)
    await shelf.keep.remote({ ref: put("again") })
    assert.equal(await shelf.read.remote(), "again")
    kill(shelf)
    // The worker lives on, and lets go of what its actor had.
    const other = remote(Shelf).remote()
    await untilHeld(0, other)
  })

  it("stays with an actor whose only handle another has", async () => {
    const shelf = remote(Shelf).remote()
    const give = async (): Promise<void> => {
      await shelf.keep.remote({ counter: remote(Counter).remote() })
    }
    await give()
    for (const _ of range(5)) await everywhere(shelf)
    assert.equal(await shelf.count.remote(), 1)
    await untilHeld(1, shelf)
    assert.equal(await shelf.count.remote(), 2)
    await shelf.drop.remote()
    await untilHeld(0, shelf)
  })

  it("outlives the worker that made it", async () => {
    const makes = remote(() => ({ ref: put(new Float64Array(100_000).fill(3)), plain: put({ a: 1 }) }))
    const { ref, plain } = await makes.remote()
    const big = remote(() => new Float64Array(100_000).fill(4)).remote()
    await big
    await remote(() => process.exit(1))
      .remote()
      .catch(() => {})
    assert.equal((await ref)[0], 3)
    assert.deepEqual(await plain, { a: 1 })
    assert.equal(await remote((a: Float64Array) => a[1]).remote(big), 4)
  })
})
