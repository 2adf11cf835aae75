/**
 * A thread that runs no code of the user's. It parents the worker threads, ends those that use too much memory or run
 * over their time, and tells when one is gone; all of that also while the main thread is blocked. Data never passes
 * through it.
 */
import { parentPort, workerData } from "node:worker_threads"
import type { MessagePort } from "node:worker_threads"
import type { Attendant, AttendRequest } from "../attendant/index.ts"
import { SupervisedWorker } from "./supervised-worker.ts"
import type { FromSupervisor, MeasuringModule, SupervisorStart, ToSupervisor } from "./supervisor-protocol.ts"

/** How often busy workers are looked at, in ms. */
const watchEvery = 10
/** Looks without any busy worker before the supervisor sleeps. */
const patience = 20

const port = parentPort!
const { words, isMain, mayInspect } = workerData as SupervisorStart
/** Word 0 is 1 while the supervisor sleeps and must be told of new work; word 1 counts answers; word 2 is 1 while profiles are recorded. */
const asleep = words
const workers = new Map<number, SupervisedWorker>()
let timer: NodeJS.Timeout | undefined
let quiet = 0
let attendant: Attendant | undefined

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
    case "attend":
      void attend(message.request, message.port)
      break
  }
})

/** Node refuses to start a worker with flags that it does not know: that must not end the others. */
function open(message: Extract<ToSupervisor, { t: "open" }>): void {
  try {
    workers.set(
      message.id,
      new SupervisedWorker(message, tell, {
        gone: () => workers.delete(message.id),
        ending: (threadId) => attendant?.take(threadId),
      }),
    )
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

/** Loaded after the program's first workers: nobody is waiting for it then. */
const attendAfter = 100
if (isMain) setTimeout(() => void attending().then((ours) => ours.open()), attendAfter).unref()

async function attending(): Promise<Attendant> {
  const { Attendant } = await import("../attendant/index.ts")
  attendant ??= new Attendant({
    main: undefined,
    mayInspect,
    workOf: (threadId) => [...workers.values()].find((worker) => worker.threadId === threadId)?.work,
    profiled: (on) => Atomics.store(words, 2, on ? 1 : 0),
  })
  return attendant
}

async function attend(request: AttendRequest, answerTo: MessagePort): Promise<void> {
  answerTo.postMessage(await (await attending()).answer(request))
  Atomics.add(words, 1, 1)
  Atomics.notify(words, 1)
}
