/**
 * A thread that runs no code of the user's. It parents the worker threads, ends those that use too much memory or run
 * over their time, and tells when one is gone; all of that also while the main thread is blocked. Data never passes
 * through it.
 */
import { parentPort, workerData } from "node:worker_threads"
import { SupervisedWorker } from "./supervised-worker.ts"
import type { FromSupervisor, MeasuringModule, ToSupervisor } from "./supervisor-protocol.ts"

/** How often busy workers are looked at, in ms. */
const watchEvery = 10
/** Looks without any busy worker before the supervisor sleeps. */
const patience = 20

const port = parentPort!
/** Word 0 is 1 while the supervisor sleeps and must be told of new work. */
const asleep = new Int32Array(workerData as SharedArrayBuffer)
const workers = new Map<number, SupervisedWorker>()
let timer: NodeJS.Timeout | undefined
let quiet = 0

const tell = (message: FromSupervisor): void => port.postMessage(message)

port.on("message", (message: ToSupervisor) => {
  switch (message.t) {
    case "open":
      open(message)
      watch()
      break
    case "doom":
      workers.get(message.id)?.doom(message.seq, message.grace, "killed")
      break
    case "kill":
      workers.get(message.id)?.end("killed")
      break
    case "measure":
      void measure(message)
      break
    case "watch":
      watch()
      break
  }
})

/** Node refuses to start a worker with flags that it does not know: that must not end the others. */
function open(message: Extract<ToSupervisor, { t: "open" }>): void {
  try {
    workers.set(message.id, new SupervisedWorker(message, tell, () => workers.delete(message.id)))
  } catch (thrown) {
    const { name, message: text, stack = "", code } = thrown as Error & { code?: string }
    const error = { name, message: text, stack, code }
    tell({ t: "ended", id: message.id, why: "exit", exitCode: 1, error, usedMb: 0, limitMb: 0 })
  }
}

/** A port that closes without a word says that it did not work. */
async function measure({ file, port }: Extract<ToSupervisor, { t: "measure" }>): Promise<void> {
  try {
    const module = (await import(file)) as MeasuringModule
    module.measure(port, () => workers.values())
  } catch {
    port.close()
  }
}

function watch(): void {
  quiet = 0
  Atomics.store(asleep, 0, 0)
  timer ??= setInterval(look, watchEvery)
}

function look(): void {
  let busy = false
  for (const worker of workers.values()) busy = worker.look() || busy
  quiet = busy ? 0 : quiet + 1
  if (quiet < patience) return
  clearInterval(timer)
  timer = undefined
  Atomics.store(asleep, 0, 1)
  // A task may have started between the look and the store.
  for (const worker of workers.values()) if (worker.look()) return watch()
}
