/** What a worker thread runs. It waits for its first message, then runs what its port brings, and nothing of the main program. */
import { readlinkSync } from "node:fs"
import { parentPort, threadId } from "node:worker_threads"
import type { MessagePort } from "node:worker_threads"
import { registerThawing } from "../../closure/thaw/index.ts"
import { joinHeap } from "../../heap/index.ts"
import { joinCensus } from "../../task/index.ts"
import { setBudget } from "../budget.ts"
import type { WorkerInit } from "../protocol.ts"
import { Word } from "../threads/control.ts"
import { Intake } from "./intake.ts"
import { serve } from "./serve.ts"
import { ThreadChannel } from "./thread-channel.ts"

/** The first message of a worker thread, from its supervisor. */
export interface ThreadStart {
  readonly port: MessagePort
  readonly init: WorkerInit
  readonly epoch: number
}

registerThawing()

parentPort!.once("message", ({ port, init, epoch }: ThreadStart) => {
  // The supervisor speaks no more. Whatever tasks do with parentPort, it neither keeps the thread nor disturbs it.
  parentPort!.unref()
  joinCensus(init.census, init.agent)
  joinHeap(init.heap)
  Atomics.store(new Int32Array(init.control), Word.osThread, osThread())
  setBudget(init.budget)
  const channel = new ThreadChannel(port, init, epoch)
  void serve(channel, init, threadId, { listen: (receiver) => new Intake(port, init, epoch, receiver) })
})

/** By which others read in /proc what this thread uses. Only Linux has that. */
function osThread(): number {
  if (process.platform !== "linux") return -1
  try {
    return Number(/\d+$/.exec(readlinkSync("/proc/thread-self"))![0])
  } catch {
    return -1
  }
}
