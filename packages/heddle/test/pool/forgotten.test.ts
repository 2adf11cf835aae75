import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import v8 from "node:v8"
import vm from "node:vm"
import { Pool } from "heddle"
import type { Future } from "heddle"

v8.setFlagsFromString("--expose-gc")
const collect = vm.runInNewContext("gc") as () => void

interface Told {
  ended: boolean
}

/** A pool that nobody holds when this returns. */
function forget(told: Told, use: (pool: Pool) => Future<number>): Future<number> {
  const pool = new Pool({ workers: 1 })
  pool.on("worker", ({ change }) => (told.ended ||= change === "ended"))
  return use(pool)
}

async function untilEnded(told: Told): Promise<void> {
  while (!told.ended) {
    collect()
    await turn()
  }
}

test("a pool that is left open and forgotten finishes what it was given, and its workers end", async () => {
  const told = { ended: false }
  const future = forget(told, (pool) => pool.submit(() => 7))
  assert.equal(await future, 7)
  await untilEnded(told)
})

test("a view of a pool keeps it", async () => {
  const told = { ended: false }
  const views: ReturnType<Pool["with"]>[] = []
  await forget(told, (pool) => {
    views.push(pool.with({ priority: 1 }))
    return pool.submit(() => 7)
  })
  for (let i = 0; i < 5; i++) {
    collect()
    await turn()
  }
  assert.equal(await views[0]!.submit(() => 8), 8)
  views.length = 0
  await untilEnded(told)
})

test("results that nobody has begun to read keep their pool", async () => {
  const told = { ended: false }
  const results: AsyncGenerator<number>[] = []
  await forget(told, (pool) => {
    results.push(pool.imap((x: number) => x + 1, [1, 2, 3]))
    return pool.submit(() => 7)
  })
  for (let i = 0; i < 5; i++) {
    collect()
    await turn()
  }
  assert.deepEqual(await Array.fromAsync(results.pop()!), [2, 3, 4])
  await untilEnded(told)
})
