/** What a worker thread runs. It waits for its first message, then runs what its port brings, and nothing of the main program. */
import { parentPort, receiveMessageOnPort, threadId } from "node:worker_threads"
import type { MessagePort } from "node:worker_threads"
import { registerThawing } from "../../closure/thaw/index.ts"
import { joinCensus } from "../../task/index.ts"
import { setBudget } from "../budget.ts"
import type { ToWorker, WorkerInit } from "../protocol.ts"
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
  setBudget(init.budget)
  const channel = new ThreadChannel(port, init, epoch)
  void serve(channel, init, threadId, { listen: (take) => listenAndSpin(port, channel, take) })
})

/** How long a worker that has nothing left to do looks out for more before it sleeps, in ms. To be woken takes as long. */
const spinFor = 0.05

function listenAndSpin(port: MessagePort, channel: ThreadChannel, take: (message: ToWorker) => void): void {
  port.on("message", (message: ToWorker) => {
    take(message)
    let until = performance.now() + spinFor
    while (channel.resting && performance.now() < until) {
      if (!channel.wasSent) continue
      const next = receiveMessageOnPort(port)
      if (next === undefined) break
      take(next.message as ToWorker)
      until = performance.now() + spinFor
    }
  })
}
