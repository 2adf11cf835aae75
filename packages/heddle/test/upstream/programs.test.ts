import assert from "node:assert/strict"
import { it } from "node:test"
import { runProgram } from "../programs/run-program.ts"

it("a submit while the program ends never begins, and nothing hangs", async () => {
  for (const backend of ["threads", "processes"]) {
    const { code, signal, stdout, stderr } = await runProgram("../../upstream/sources/ending.ts", backend)
    assert.deepEqual([code, signal, stdout, stderr], [0, null, "42\npending\n", ""], backend)
  }
})
