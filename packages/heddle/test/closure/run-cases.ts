/** Runs every case and prints what fails: a program, so that it can be started in any environment. */
import { isDeepStrictEqual } from "node:util"
import { cases, check } from "./cases.ts"
import { TestWorker } from "./test-worker.ts"

const worker = new TestWorker()
let passed = 0
for (const each of cases) {
  const failure = await check(each, worker.run, isDeepStrictEqual)
  if (failure === undefined) passed++
  else console.log(`not ok: ${each.name}: ${failure}`)
}
console.log(`${passed} of ${cases.length} passed`)
await worker[Symbol.asyncDispose]()
