import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { runProgram } from "../programs/run-program.ts"

/** What a program of sources/executors.ts prints on stdout, or on stderr. */
const endings: Readonly<Record<string, readonly [sentence: string, stdout: string]>> = {
  pending: ["finishes what was submitted although nobody waits or shuts down", "apple\n"],
  notWaitedFor: ["finishes what was submitted after a shutdown that does not wait", "after shutdown\napple\n"],
  unread: ["runs all of a map that nobody reads", "0\n1\n2\n"],
  halfRead: ["ends with a map half read", "0\n"],
  endless: ["ends with maps over inputs without an end, read and unread", "0\nPoolClosedError\n"],
  killed: ["ends a task that spins with killWorkers", "PoolClosedError\n"],
}

for (const backend of ["threads", "processes"]) {
  describe(`a program with an executor of ${backend}`, () => {
    for (const [name, [sentence, stdout]] of Object.entries(endings)) {
      it(sentence, async () => {
        const ended = await runProgram("executors.ts", name, [], backend)
        assert.equal(ended.signal, null, `it hung: ${ended.stdout}${ended.stderr}`)
        assert.deepEqual([ended.stdout, ended.stderr, ended.code], [stdout, "", 0])
      })
    }

    it("ends when everything was cancelled without waiting", async () => {
      const { stdout, stderr, code } = await runProgram("executors.ts", "cancelled", [], backend)
      assert.match(stdout, /^(apple\n)*true\n(apple\n)*$/)
      assert.deepEqual([stderr, code], ["", 0])
    })
  })
}

describe("a program with tasks", () => {
  it("tells of a task that failed and that nobody looked at, and goes on", async () => {
    const { stdout, stderr, code } = await runProgram("executors.ts", "unseenTask")
    assert.match(stderr, /HeddleWarning.*nobody looked at its future: RangeError: nobody looks/s)
    assert.deepEqual([stdout, code], ["", 0])
  })

  it("is not kept by a sleep that was cancelled", async () => {
    assert.deepEqual(await runProgram("executors.ts", "sleeping"), {
      code: 0,
      signal: null,
      stdout: "woken\n",
      stderr: "",
    })
  })
})
