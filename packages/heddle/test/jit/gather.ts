import assert from "node:assert/strict"
import { after, before } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import { getNumThreads, jit, prange, setNumThreads } from "../../src/jit/index.ts"
import { team } from "../../src/jit/run/index.ts"

/** Until so many threads take part whenever a loop is forked. */
export async function gather(threads: number): Promise<void> {
  setNumThreads(threads)
  const touch = jit((a: Int32Array) => {
    for (const i of prange(a)) a[i] = i
  })
  for (let left = 1e5; team.ready < threads - 1; left--) {
    assert.ok(left > 0, `${team.ready} of ${threads - 1} threads came`)
    touch(new Int32Array(100))
    await turn()
  }
}

/** In a suite: each loop is forked, however short it is; afterwards all is as it was. */
export function forksAll(): void {
  const { patience } = team
  const original = getNumThreads()
  before(() => {
    team.patience = 0
  })
  after(() => {
    team.patience = patience
    setNumThreads(original)
  })
}
