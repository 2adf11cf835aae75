/**
 * A thread in each child that runs no code of the user's. The other end of fd 4 is open for as long as the parent lives:
 * its end ends this process, whatever its main thread is doing.
 */
import { Socket } from "node:net"

/** How long a child that listens to SIGTERM has, in ms. */
const grace = 500

function end(): void {
  process.kill(process.pid, "SIGTERM")
  setTimeout(() => process.kill(process.pid, "SIGKILL"), grace)
}

const parent = new Socket({ fd: 4, readable: true, writable: false })
parent.on("end", end)
parent.on("error", end)
parent.resume()
