import { syncBuiltinESMExports } from "node:module"
import { Socket } from "node:net"
import workerThreads from "node:worker_threads"
import { registerThawing, storeCode } from "../../closure/thaw/index.ts"
import { decode, prepare } from "../../wire/arrivals.ts"
import { FrameReader, readMessage } from "../processes/frames.ts"
import type { ChildInit } from "../processes/init.ts"
import { ChildState } from "../processes/watchdog-protocol.ts"
import type { ToWorker } from "../protocol.ts"
import { ProcessChannel } from "./process-channel.ts"
import { serve } from "./serve.ts"

/** What the main thread of a child has in common with its watchdog. */
export interface Watched {
  readonly control: Int32Array
  readonly epoch: number
  /** Wakes the watchdog. */
  readonly wake: () => void
}

/** Runs what the parent sends, in this process's main thread. */
export async function main(init: ChildInit, { control, epoch, wake }: Watched): Promise<void> {
  registerThawing()
  if (init.workerData.data !== undefined) await provideWorkerData(init.workerData)
  if (init.memoryLimit !== undefined) {
    Atomics.store(control, ChildState.baseline, Math.round(process.memoryUsage.rss() / 1024))
  }
  const channel = new ProcessChannel(control, epoch, wake)
  await serve(channel, init, process.pid, {
    listen: (take) =>
      listen((message) => {
        take(message)
        if (message.t === "abort") Atomics.add(control, ChildState.aborted, 1)
      }),
    closed: () => process.exit(),
  })
}

function listen(take: (message: ToWorker) => void): void {
  const reader = new FrameReader((_, body) => take(readMessage(body) as ToWorker))
  const socket = new Socket({ fd: 3, readable: true, writable: false })
  socket.on("data", (chunk: Buffer) => reader.push(chunk))
  // The parent is gone.
  socket.on("end", () => process.exit())
  socket.on("error", () => process.exit())
}

/** Where tasks look for it on the threads backend too. */
async function provideWorkerData({ data, graph, codes }: ChildInit["workerData"]): Promise<void> {
  for (const code of codes) storeCode(code)
  if (graph) await prepare(data)
  ;(workerThreads as { workerData: unknown }).workerData = graph ? decode(data) : data
  syncBuiltinESMExports()
}
