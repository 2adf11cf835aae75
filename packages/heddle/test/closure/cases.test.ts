import assert from "node:assert/strict"
import { after, describe, it } from "node:test"
import { isDeepStrictEqual } from "node:util"
import { cases, check } from "./cases.ts"
import { TestWorker } from "./test-worker.ts"

describe("a function in another thread", () => {
  const worker = new TestWorker()
  after(() => worker[Symbol.asyncDispose]())
  for (const each of cases) {
    it(each.error === undefined ? `has ${each.name}` : `is refused with ${each.name}`, async () => {
      assert.equal(await check(each, worker.run, isDeepStrictEqual), undefined)
    })
  }
})
