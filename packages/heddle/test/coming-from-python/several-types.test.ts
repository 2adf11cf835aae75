import assert from "node:assert/strict"
import { test } from "node:test"
import { Pool, asCompleted, wait } from "heddle"
import * as asyncio from "heddle/async"

// Half of the test is that it compiles.
test("futures of several types are waited for together", async () => {
  await using pool = new Pool({ workers: 1, backend: "inline" })
  const number = pool.submit((x: number) => x, 1)
  const text = pool.submit((x: string) => x, "a")

  const { done } = await wait([number, text])
  assert.ok(done.has(number) && done.has(text))
  const later = await asyncio.wait([number, text], { returnWhen: "ALL_COMPLETED" })
  assert.deepEqual(later.done, done)

  const values: (number | string)[] = []
  for await (const future of asCompleted([number, text])) values.push(await future)
  for await (const future of asyncio.asCompleted([number, text])) values.push(await future)
  assert.deepEqual(values, [1, "a", 1, "a"])
})
