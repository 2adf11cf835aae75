import { Pool } from "heddle"
import { Process, SharedMemory, sweepLeftovers } from "heddle/multiprocessing"
import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { isBuiltin } from "node:module"
import test from "node:test"
import { elsewhere } from "./elsewhere.ts"
import { runProgram } from "./run-program.ts"

const hasFfi = isBuiltin("node:ffi")
const fresh = (): string => `heddle-test-${randomBytes(6).toString("hex")}`

test("what one writes all who are attached see", () => {
  using memory = new SharedMemory({ create: true, size: 100 })
  using again = new SharedMemory(memory.name)
  memory.buf.set([1, 2, 3])
  assert.deepEqual([...again.buf.subarray(0, 4)], [1, 2, 3, 0])
  assert.equal(again.size >= 100, true)
  memory.unlink()
})

test("a name is taken once, and must be somebody's to attach", () => {
  const name = fresh()
  assert.throws(() => new SharedMemory(name), { code: "HEDDLE_SHARED_MEMORY", message: /no shared memory/ })
  using memory = new SharedMemory(name, { create: true, size: "4K" })
  assert.equal(memory.size, 4096)
  assert.throws(() => new SharedMemory(name, { create: true, size: 1 }), { code: "HEDDLE_SHARED_MEMORY" })
  memory.unlink()
  assert.throws(() => memory.unlink(), { code: "HEDDLE_SHARED_MEMORY" })
  assert.throws(() => new SharedMemory(name), { code: "HEDDLE_SHARED_MEMORY" })
})

test("after close every view is empty, and others still have the memory", () => {
  const memory = new SharedMemory({ create: true, size: 64 })
  using again = new SharedMemory(memory.name)
  const view = new Float64Array(memory.buffer)
  view[0] = 1.5
  memory.close()
  memory.close()
  assert.equal(view.length, 0)
  assert.throws(() => memory.buf, { code: "HEDDLE_SHARED_MEMORY" })
  assert.equal(new Float64Array(again.buffer)[0], 1.5)
  memory.unlink()
  assert.equal(new Float64Array(again.buffer)[0], 1.5)
})

test("sizes and names that are none are refused", () => {
  for (const size of [0, -1, undefined, "many"]) {
    assert.throws(() => new SharedMemory({ create: true, size }), { code: "HEDDLE_OPTION" })
  }
  for (const name of ["", "a/b", "x".repeat(201)]) {
    assert.throws(() => new SharedMemory(name, { create: true, size: 1 }), { code: "HEDDLE_OPTION" })
  }
  assert.throws(() => new SharedMemory({ create: false }), { code: "HEDDLE_OPTION" })
})

elsewhere("shared memory", (open) => {
  test("an argument is attached, not copied", async () => {
    await using pool = open()
    using memory = new SharedMemory({ create: true, size: 16 })
    memory.buf[1] = 5
    const write = (memory: SharedMemory): number => {
      memory.buf[0] = 9
      const seen = memory.buf[1]!
      memory.close()
      return seen
    }
    assert.equal(await pool.submit(write, memory), 5)
    assert.equal(memory.buf[0], 9)
    memory.unlink()
  })
})

test("what a child makes outlives it", async () => {
  const name = fresh()
  const child = new Process((name: string) => void (new SharedMemory(name, { create: true, size: 8 }).buf[0] = 3), name)
  child.start()
  await child.join()
  using memory = new SharedMemory(name)
  assert.equal(memory.buf[0], 3)
  memory.unlink()
})

test("what a program forgot is unlinked at its end, and told", async () => {
  const name = fresh()
  const { code, stdout, stderr } = await runProgram(["leavesMemory", name])
  assert.deepEqual([code, stdout], [0, `${name}\n`])
  assert.equal(stderr, `heddle: shared memory that was not unlinked is now: ${name}\n`)
  assert.throws(() => new SharedMemory(name), { code: "HEDDLE_SHARED_MEMORY" })
})

test("what is not tracked stays", async () => {
  const name = fresh()
  const { stderr } = await runProgram(["keepsMemory", name])
  assert.equal(stderr, "")
  using memory = new SharedMemory(name)
  memory.unlink()
})

test("what a killed program left is swept by the next one that makes some", async () => {
  const name = fresh()
  const { signal } = await runProgram(["diesWithMemory", name])
  assert.equal(signal, "SIGKILL")
  new SharedMemory(name).close()
  using other = new SharedMemory({ create: true, size: 1 })
  assert.throws(() => new SharedMemory(name), { code: "HEDDLE_SHARED_MEMORY" })
  other.unlink()
})

test("sweeping leaves alone what somebody else has made under the same name", async () => {
  const name = fresh()
  await runProgram(["diesWithMemory", name])
  new SharedMemory(name).unlink()
  const { stdout } = await runProgram(["keepsMemory", name])
  assert.equal(stdout, `${name}\n`)
  sweepLeftovers()
  using memory = new SharedMemory(name)
  memory.unlink()
})

test(
  "Node's own foreign functions do where koffi may not be loaded",
  { skip: hasFfi ? false : "not run: npm test, with the Node that npm ci installs" },
  async () => {
    const { stdout } = await runProgram(["leavesMemory", fresh()], ["--no-addons"])
    assert.match(stdout, /^heddle-test-/)
  },
)

test("without a way to map pages there is an error that says what to install", async () => {
  const flags = hasFfi ? ["--no-addons", "--no-experimental-ffi"] : ["--no-addons"]
  const { stdout } = await runProgram(["noMemory"], flags)
  assert.match(stdout, /SharedMemoryUnavailableError: .*\n +hint: npm install koffi.* HEDDLE_SHARED_MEMORY_UNAVAILABLE/)
})

test("a worker that is ended leaves the memory to the others", async () => {
  using memory = new SharedMemory({ create: true, size: 8 })
  const pool = new Pool({ workers: 1 })
  await pool.submit((memory: SharedMemory) => void (memory.buf[0] = 1), memory)
  await pool.terminate()
  assert.equal(memory.buf[0], 1)
  memory.unlink()
})
