import assert from "node:assert/strict"
import test from "node:test"
import { fuzz } from "./fuzz.ts"

test("every task of a random program settles once, with what it did (inline)", async () => {
  const { failures } = await fuzz("inline", 20)
  assert.equal(failures.length, 0, failures.join("\n\n"))
})
