import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { CancelledError, range } from "heddle"
import { cancel, get, remote } from "heddle/remote"
import { failure } from "../contract/errors.ts"
import { gates, opened, read, reached, release, tick } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"

class Holder {
  async hold(words: Gates): Promise<string> {
    tick(words, 1)
    await opened(words)
    return "held"
  }
  mark(words: Gates): number {
    return tick(words, 2)
  }
  one(): number {
    return 1
  }
}

/** What random programs (`fuzz.test.ts`) and their making have found. */
export function found(): void {
  describe("calls that wait in their worker for another", () => {
    it("begin one after the other, however many they are", async () => {
      const words = gates(3)
      const actor = remote(Holder, { maxConcurrency: 1 }).remote()
      const held = actor.hold.remote(words)
      await reached(words, 1, 1)
      const all = range(10_000).map(() => actor.one.remote())
      release(words)
      assert.equal(await held, "held")
      assert.equal((await get(all)).length, 10_000)
    })

    it("never begin once they are cancelled", async () => {
      const words = gates(3)
      const actor = remote(Holder, { maxConcurrency: 1, concurrencyGroups: { other: 1 } }).remote()
      const held = actor.hold.remote(words)
      await reached(words, 1, 1)
      const [first, second] = [actor.mark.remote(words), actor.mark.remote(words)]
      // What came later has been done there: they have arrived.
      await get(actor.one.options({ concurrencyGroup: "other" }).remote())
      cancel(first)
      assert.ok((await failure(first)) instanceof CancelledError)
      release(words)
      assert.deepEqual(await get([held, second]), ["held", 1])
      assert.equal(read(words, 2), 1)
    })
  })
}
