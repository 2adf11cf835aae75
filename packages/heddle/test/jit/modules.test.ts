import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { runProgram } from "../programs/run-program.ts"

describe("modules that several threads compile at the same time", () => {
  it("kernels and a program's own", async () => {
    const { code, signal, stdout, stderr } = await runProgram("modules.ts", "")
    assert.equal(stdout, "done\n".repeat(5), stderr)
    assert.deepEqual([code, signal], [0, null], stderr)
  })
})
