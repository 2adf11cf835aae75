/** Prints what N workers add to the resident memory of this program, in MB: memory.ts bare|heddle|piscina N. */
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import { Pool } from "heddle"
import { Piscina } from "piscina"

const kind = process.argv[2]
const count = Number(process.argv[3])

const before = await resident()
const close = await start()
const after = await resident()
console.log(after - before)
await close()

async function start(): Promise<() => unknown> {
  if (kind === "heddle") {
    const pool = new Pool({ workers: count, minWorkers: count })
    await pool.broadcast(() => Math.sqrt(2))
    return () => pool.close()
  }
  if (kind === "piscina") {
    const filename = new URL("../contestants/noop.mjs", import.meta.url).href
    const pool = new Piscina({ filename, minThreads: count, maxThreads: count })
    await Promise.all(Array.from({ length: 4 * count }, (_, i) => pool.run(i)))
    return () => pool.destroy()
  }
  const source = `const { parentPort } = require("node:worker_threads"); parentPort.on("message", (x) => parentPort.postMessage(x))`
  const workers = Array.from({ length: count }, () => new Worker(source, { eval: true }))
  for (const worker of workers) {
    worker.postMessage(1)
    await once(worker, "message")
  }
  return () => Promise.all(workers.map((worker) => worker.terminate()))
}

async function resident(): Promise<number> {
  globalThis.gc?.()
  await sleep(300)
  const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))![1]
  return Number(rss) / 1000
}
