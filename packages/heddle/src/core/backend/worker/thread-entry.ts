/** What a worker thread runs. It waits for its first message, then runs what its port brings, and nothing of the main program. */
import { parentPort, threadId } from "node:worker_threads"
import type { MessagePort } from "node:worker_threads"
import { registerThawing } from "../../closure/thaw/index.ts"
import { joinCensus } from "../../task/index.ts"
import { setCpuShare } from "../budget.ts"
import type { ToWorker, WorkerInit } from "../protocol.ts"
import { callOnce } from "./call-once.ts"
import { forwardOutput } from "./output.ts"
import { sending } from "./load-sending.ts"
import { Runner } from "./runner.ts"
import { ThreadChannel } from "./thread-channel.ts"

/** The first message of a worker thread, from its supervisor. */
export interface ThreadStart {
  readonly port: MessagePort
  readonly init: WorkerInit
  readonly epoch: number
}

registerThawing()

parentPort!.once("message", (start: ThreadStart) => {
  // The supervisor speaks no more. Whatever tasks do with parentPort, it neither keeps the thread nor disturbs it.
  parentPort!.unref()
  void run(start)
})

async function run({ port, init, epoch }: ThreadStart): Promise<void> {
  joinCensus(init.census, init.agent)
  const channel = new ThreadChannel(port, init, epoch)
  const runner = new Runner(channel, init.tasksPerWorker)
  setCpuShare(init.budget)
  forwardOutput(channel, () => {
    for (const task of runner.running) task.noisy = true
  })

  const escaped = (error: unknown): void => {
    if (!runner.failRunning(error)) channel.post({ t: "stray", error: sending().encodeError(error) })
    // What threw is in an unknown state: the worker is replaced.
    process.exit(1)
  }
  process.on("uncaughtException", escaped)
  process.on("unhandledRejection", escaped)

  if (init.initializer !== undefined) {
    try {
      await callOnce(init.initializer)
    } catch (error) {
      channel.post({ t: "initializer", error: sending().encodeError(error) })
      return
    }
  }
  port.on("message", (message: ToWorker) => {
    if (message.t === "close") void close()
    else runner.handle(message)
  })
  channel.busy(false)
  channel.post({ t: "ready", threadId })

  async function close(): Promise<void> {
    await runner.settled()
    if (init.finalizer !== undefined) {
      try {
        await callOnce(init.finalizer)
      } catch (error) {
        channel.post({ t: "stray", error: sending().encodeError(error) })
      }
    }
    channel.post({ t: "closed" })
  }
}
