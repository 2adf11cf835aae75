/** What a child process runs. It reads what it is to be, then runs what its pipe brings, and nothing of the main program. */
import { readSync } from "node:fs"
import { Socket } from "node:net"
import { registerThawing } from "../../closure/thaw/index.ts"
import { parentMayBeProfiled } from "../attendant/folder.ts"
import { FrameReader, frameHeaderBytes, readMessage } from "../processes/frames.ts"
import { setBudget } from "../budget.ts"
import type { ChildInit } from "../processes/init.ts"
import type { ToWorker } from "../protocol.ts"
import { ProcessChannel } from "./process-channel.ts"
import { provideWorkerData } from "./provide-worker-data.ts"
import { serve } from "./serve.ts"
import type { Receiver } from "./serve.ts"
import { Watched } from "./watched.ts"

const framesFd = 3

// A terminal sends it to all processes of its group. The parent decides.
process.on("SIGINT", () => {})
registerThawing()

const init = readMessage(readExactly(readExactly(frameHeaderBytes).readUInt32LE(0))) as ChildInit
// Before any module of the user's asks where it is.
setBudget(init.budget)
const watched = new Watched(init)
process.on("exit", () => watched.last())
// Before any code of the user's runs; where that is a task, it is told first that the process is ready.
const early = init.initializer !== undefined || init.workerData.graph || parentMayBeProfiled()
if (early) {
  watched.start()
  watched.first()
}
if (init.workerData.data !== undefined) await provideWorkerData(init.workerData)
watched.measure()
const serving = serve(new ProcessChannel(watched), init, process.pid, { listen, closed: () => process.exit() })
if (!early) watched.start()
await serving

function listen(receiver: Receiver): void {
  const reader = new FrameReader((_, body) => {
    receiver.take(readMessage(body) as ToWorker)
  })
  const socket = new Socket({ fd: framesFd, readable: true, writable: false })
  socket.on("data", (chunk: Buffer) => {
    receiver.turned()
    reader.push(chunk)
  })
  // The parent is gone.
  socket.on("end", () => process.exit())
  socket.on("error", () => process.exit())
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
