import { createHash } from "node:crypto"
import { once } from "node:events"
import { connect, createServer } from "node:net"

/**
 * Runs `act` in no more than one process at a time. The lock is a listening socket without a file, which ends with its process;
 * who waits is connected to it until then. Where there are no such sockets, all run at once.
 */
export async function onlyOne<T>(name: string, act: () => Promise<T>): Promise<T> {
  const id = `heddle-${createHash("sha256").update(name).digest("hex").slice(0, 16)}`
  const path = { linux: `\0${id}`, win32: `\\\\.\\pipe\\${id}` }[process.platform as string]
  if (path === undefined) return await act()
  for (;;) {
    const waiting = new Set<() => void>()
    const server = createServer((socket) => {
      socket.on("error", () => {})
      waiting.add(() => socket.destroy())
    })
    const isOurs = await once(server.listen(path), "listening").then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === "EADDRINUSE") return false
        throw error
      },
    )
    if (!isOurs) {
      const socket = connect(path).resume()
      socket.on("error", () => {})
      await new Promise((resolve) => socket.once("close", resolve))
      continue
    }
    try {
      return await act()
    } finally {
      server.close()
      for (const release of waiting) release()
    }
  }
}
