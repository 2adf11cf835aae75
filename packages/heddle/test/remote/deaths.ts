import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { threadId } from "node:worker_threads"
import { WorkerDiedError, range } from "heddle"
import { ActorDiedError, ActorUnavailableError, get, kill, remote } from "heddle/remote"
import { gates, read, tick } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"
import { failure } from "../contract/errors.ts"

/** Ends its worker at a call, so many times in all. */
class Fragile {
  count = 0
  step(lives: Gates, most: number, at: number): number {
    if (++this.count === at && read(lives) < most) {
      tick(lives)
      process.exit(1)
    }
    return this.count
  }
  where(): string {
    return `${process.pid}:${threadId}`
  }
  exit(): never {
    process.exit(1)
  }
}

class Sturdy extends Fragile {}

class Late {
  readonly tries: number
  constructor(words: Gates, fails: number) {
    this.tries = tick(words)
    if (this.tries <= fails) process.exit(1)
  }
  get(): number {
    return this.tries
  }
}

export function deaths(): void {
  describe("when the worker of an actor dies", () => {
    it("without restarts all its calls fail", async () => {
      const actor = remote(Fragile).options({ dedicated: true }).remote()
      const refs = range(10).map(() => actor.step.remote(gates(), 0, 0))
      const exits = actor.exit.remote()
      const later = actor.step.remote(gates(), 0, 0)
      assert.deepEqual(await get(refs), [...range(1, 11)])
      for (const ref of [exits, later, actor.exit.remote()]) {
        const error = await failure(get(ref))
        assert.ok(error instanceof ActorDiedError && error.cause instanceof WorkerDiedError, error.stack)
        assert.match(error.message, /maxRestarts/)
      }
    })

    it("it starts again from its constructor, and calls that had not begun run then", async () => {
      const lives = gates()
      const actor = remote(Fragile).options({ maxRestarts: 1, dedicated: true }).remote()
      const all = await Promise.allSettled(range(200).map(() => actor.step.remote(lives, 1, 100)))
      const values = all.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))
      assert.deepEqual(values, [...range(1, 100), ...range(1, 101)])
      const [lost] = all.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []))
      assert.ok(lost instanceof ActorUnavailableError && lost.cause instanceof WorkerDiedError)
      const last = await failure(get(actor.exit.remote()))
      assert.ok(last instanceof ActorDiedError)
      assert.match(last.message, /after 1 restarts/)
    })

    it("with retries no call fails, and the order is kept", async () => {
      const lives = gates()
      const actor = remote(Fragile).options({ maxRestarts: -1, maxTaskRetries: -1, dedicated: true }).remote()
      const all = await get(range(200).map(() => actor.step.remote(lives, 3, 50)))
      assert.deepEqual(all, [...range(1, 50), ...range(1, 50), ...range(1, 50), ...range(1, 54)])
      kill(actor)
    })

    it("retries may be given for some calls", async () => {
      const lives = gates()
      const actor = remote(Fragile).options({ maxRestarts: 5, dedicated: true }).remote()
      const { step } = actor
      assert.equal(await get(step.options({ maxTaskRetries: 1 }).remote(lives, 1, 1)), 1)
      assert.ok((await failure(get(step.remote(gates(), 1, 2)))) instanceof ActorUnavailableError)
      kill(actor)
    })

    it("in its constructor the caller hears of it, or it is tried again", async () => {
      const never = remote(Late).options({ dedicated: true }).remote(gates(), 1)
      assert.ok((await failure(get(never.get.remote()))) instanceof ActorDiedError)
      const third = remote(Late).options({ maxRestarts: 3, dedicated: true }).remote(gates(), 2)
      assert.equal(await get(third.get.remote()), 3)
      kill(third)
    })

    it("others on it start again too, as often as they may", async () => {
      const Sharing = remote(Sturdy)
      const steady = range(6).map(() => Sharing.options({ maxRestarts: 5 }).remote())
      await get(steady.map((actor) => actor.step.remote(gates(), 0, 0)))
      const bad = Sharing.remote()
      const where = await get([...steady, bad].map((actor) => actor.where.remote()))
      assert.ok((await failure(get(bad.exit.remote()))) instanceof ActorDiedError)
      const counts = await get(steady.map((actor) => actor.step.remote(gates(), 0, 0)))
      assert.deepEqual(
        counts,
        steady.map((_, i) => (where[i] === where.at(-1) ? 1 : 2)),
      )
      for (const actor of steady) kill(actor)
    })

    it("by kill without noRestart it starts again", async () => {
      const actor = remote(Fragile).options({ maxRestarts: 1, dedicated: true }).remote()
      assert.equal(await get(actor.step.remote(gates(), 0, 0)), 1)
      kill(actor, { noRestart: false })
      // A call that meets the dying worker is lost, or waits for the next.
      for (;;) {
        const [one] = await Promise.allSettled([actor.step.remote(gates(), 0, 0)])
        if (one.status === "rejected") assert.ok(one.reason instanceof ActorUnavailableError)
        else if (one.value === 1) break
      }
      kill(actor)
    })
  })
}
