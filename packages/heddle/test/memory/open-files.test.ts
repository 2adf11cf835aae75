import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { Memory } from "../../src/memory/index.ts"
import { DirectoryStore } from "../../src/memory/store/index.ts"
import { folder } from "./stores.ts"

const run = promisify(execFile)
const program = fileURLToPath(new URL("programs/many.ts", import.meta.url))

describe("calls that come all at once", () => {
  for (const [calls, size] of [
    [600, 10],
    [400, 30_000],
    [200, 300_000],
  ] as const) {
    it(`are given their results of ${size} bytes by a program that may open few files`, async (t) => {
      if (process.platform === "win32") return t.diagnostic("there is no ulimit")
      const command = `ulimit -n 90 && exec "$0" -C @heddle/source "$1" "$2" ${calls} ${size}`
      const { stdout } = await run("sh", ["-c", command, process.execPath, program, folder()])
      assert.deepEqual(JSON.parse(stdout), { right: [calls, calls, calls], runs: calls, troubles: [] })
    })
  }

  it("wait where others have opened all files that there may be", async () => {
    const store = new DirectoryStore(folder())
    const memory = new Memory(store)
    const told: unknown[] = []
    memory.on("storage", (event) => told.push(event))
    const large = memory.cache((n: number) => new Uint8Array(30_000).fill(n))
    await Promise.all([large(1), large(2), large(3)])
    const open = store.open.bind(store)
    const refuse = (times: number): void => {
      store.open = (key) => {
        if (times-- > 0) throw Object.assign(new Error("EMFILE: too many open files"), { code: "EMFILE" })
        return open(key)
      }
    }
    for (const times of [1, 3, 7]) {
      refuse(times)
      const results = await Promise.all([large(1), large(2), large(3)])
      assert.deepEqual(
        results.map(([first]) => first),
        [1, 2, 3],
      )
    }
    assert.equal(memory.stats().misses, 3)
    assert.deepEqual(told, [])
    // And not for ever.
    refuse(Infinity)
    assert.equal((await large(1))[0], 1)
    assert.equal(memory.stats().misses, 4)
    assert.equal(told.length, 1)
  })
})
