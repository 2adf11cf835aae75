import assert from "node:assert/strict"
import { once } from "node:events"
import { realpathSync } from "node:fs"
import { tmpdir } from "node:os"
import { after, before, describe, it } from "node:test"
import { Pool, isMainThread, range, shared } from "heddle"

/* What a task finds in a process of its own. */
describe("a task in a process", () => {
  let pool: Pool
  before(() => {
    pool = new Pool({ workers: 1, backend: "processes", stdout: "capture" })
  })
  after(async () => await pool.terminate())

  it("may change the folder, and nobody else's changes", async () => {
    const here = process.cwd()
    const there = await pool.submit((folder: string) => {
      process.chdir(folder)
      const now = process.cwd()
      process.chdir("/")
      return now
    }, tmpdir())
    assert.equal(there, realpathSync(tmpdir()))
    assert.equal(process.cwd(), here)
  })

  it("runs in the main thread, without the channel of Node's fork", async () => {
    const [main, send] = await pool.submit(async () => {
      const { threadId } = await import("node:worker_threads")
      return [threadId, typeof process.send]
    })
    assert.deepEqual([main, send], [0, "undefined"])
  })

  it("is not where the program is: modules that guard their main part do not run it", async () => {
    assert.equal(isMainThread, true)
    assert.equal(await pool.submit(async () => (await import("heddle")).isMainThread), false)
  })

  it("is named by the process's number", async () => {
    assert.equal(pool.workers[0]!.threadId, await pool.submit(() => process.pid))
  })

  it("may listen to signals", async () => {
    const heard = await pool.submit(async () => {
      const { once: first } = await import("node:events")
      const told = first(process, "SIGUSR2")
      process.kill(process.pid, "SIGUSR2")
      return (await told)[0] as string
    })
    assert.equal(heard, "SIGUSR2")
  })

  it("has what it and its own processes write past console passed on", async () => {
    const seen: string[] = []
    const both = new Promise<void>((resolve) => {
      pool.on("output", ({ stream, text }) => {
        seen.push(`${stream}: ${text}`)
        if (seen.length === 2) resolve()
      })
    })
    await pool.submit(async () => {
      const { writeSync } = await import("node:fs")
      const { spawnSync } = await import("node:child_process")
      writeSync(1, "by descriptor\n")
      spawnSync(process.execPath, ["-e", "console.error('by a child')"], { stdio: "inherit" })
    })
    await both
    assert.deepEqual(seen.toSorted(), ["stderr: by a child\n", "stdout: by descriptor\n"])
  })

  it("gets shared memory as a copy, and the caller is told once", async () => {
    const counts = shared(new Int32Array(4)).fill(2)
    const warned = once(process, "warning")
    const add = (): number => Atomics.add(counts, 0, 1)
    assert.equal(await pool.submit(add), 2)
    assert.equal(await pool.submit((words: Int32Array) => Atomics.add(words, 1, 5), counts), 2)
    assert.deepEqual([...counts], [2, 2, 2, 2])
    assert.match(((await warned)[0] as Error).message, /copy/)
  })

  it("refuses a port where it is submitted, and says why", async () => {
    const { port1, port2 } = new MessageChannel()
    await assert.rejects(
      pool.submit((port: unknown) => typeof port, port1),
      /reaches only threads of one process/,
    )
    port1.close()
    port2.close()
  })

  it("returns typed arrays, views and shared memory as what they are", async () => {
    const [floats, part, bytes, own] = await pool.submit(() => {
      const buffer = new ArrayBuffer(64)
      return [new Float64Array(buffer), new Uint8Array(buffer, 8, 8), Buffer.from("hi"), new SharedArrayBuffer(4)]
    })
    assert.ok(floats instanceof Float64Array && floats.length === 8)
    assert.ok(part instanceof Uint8Array && part.buffer === floats.buffer && part.byteOffset === 8)
    assert.ok(Buffer.isBuffer(bytes) && bytes.toString() === "hi")
    assert.ok(own instanceof SharedArrayBuffer)
  })

  it("may use pools of threads and processes, which end with it", async () => {
    const sums = await pool.submit(async () => {
      const { Pool: Inner } = await import("heddle")
      const found: number[] = []
      for (const backend of ["threads", "processes"] as const) {
        const inner = new Inner({ workers: 1, backend })
        found.push((await inner.map((x: number) => x * 2, [1, 2, 3])).reduce((a, b) => a + b))
      }
      return found
    })
    assert.deepEqual(sums, [12, 12])
  })

  it("may print much while its caller is busy, and nothing is lost", async () => {
    const seen: number[] = []
    const off = pool.on("output", ({ text }) => seen.push(...text.trim().split("\n").map(Number)))
    const printing = pool.submit((n: number) => {
      for (let i = 0; i < n; i++) console.log(i)
    }, 5000)
    await printing
    off()
    assert.deepEqual(seen, [...range(5000)])
  })
})
