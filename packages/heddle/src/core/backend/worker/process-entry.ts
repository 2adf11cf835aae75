/** What a child process runs. It reads what it is to be, starts its watchdog, then what `process-main.ts` says. */
import { readSync } from "node:fs"
import { Worker } from "node:worker_threads"
import { Word, noItem } from "../threads/control.ts"
import { frameHeaderBytes, readMessage } from "../processes/frames.ts"
import type { ChildInit } from "../processes/init.ts"
import { childStateBytes } from "../processes/watchdog-protocol.ts"
import type { WatchdogStart } from "../processes/watchdog-protocol.ts"

const framesFd = 3

// A terminal sends it to all processes of its group. The parent decides.
process.on("SIGINT", () => {})

const init = readMessage(readExactly(readLength())) as ChildInit
const epoch = performance.timeOrigin - 1
const memory = new SharedArrayBuffer(childStateBytes)
const control = new Int32Array(memory)
// Until it is ready: what it does to start, with the user's initializer, is looked at too.
control[Word.busy] = 1
control[Word.abort] = noItem
control[Word.deadlineItem] = noItem

const { grace, memoryLimit, tasksPerWorker } = init
const start: WatchdogStart = { control: memory, epoch, grace, memoryLimit, tasksPerWorker }
const here = import.meta.url
const watchdog = new Worker(new URL(`../processes/watchdog${here.endsWith(".ts") ? ".ts" : ".js"}`, here), {
  name: "heddle watchdog",
  workerData: start,
  execArgv: [],
  argv: [],
  env: {},
})
watchdog.unref()
// Without it nothing would end this process with its parent.
watchdog.on("error", (error) => {
  throw error
})

const { main } = await import("./process-main.ts")
await main(init, { control, epoch, wake: () => watchdog.postMessage(0) })

function readLength(): number {
  return readExactly(frameHeaderBytes).readUInt32LE(0)
}

function readExactly(length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length)
  for (let at = 0; at < length;) {
    const count = readSync(framesFd, bytes, at, length - at, null)
    // The parent is gone already.
    if (count === 0) process.exit(0)
    at += count
  }
  return bytes
}
