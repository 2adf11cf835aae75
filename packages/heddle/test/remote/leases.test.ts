import assert from "node:assert/strict"
import { test } from "node:test"
import { Resources, demanded } from "../../src/remote/resources.ts"
import type { Lease } from "../../src/remote/resources.ts"

test("what waited on a worker that is gone holds its processors again", () => {
  const resources = new Resources(2, {}, () => 0)
  let lease: Lease | undefined
  resources.request(demanded({ cpus: 2 }, 1), { over: false, stop() {} }, (given) => (lease = given))
  assert.equal(resources.available["cpus"], 0)
  lease!.stand(true)
  lease!.stand(true)
  assert.equal(resources.available["cpus"], 2)
  lease!.anew()
  assert.equal(resources.available["cpus"], 0)
  lease!.anew()
  assert.equal(resources.available["cpus"], 0)
  lease!.release()
  assert.equal(resources.available["cpus"], 2)
})
