import { rmSync } from "node:fs"
import { ownAddress } from "./address.ts"
import { attachFolder } from "./folder.ts"
import type { AttendReply, AttendRequest } from "./protocol.ts"

/**
 * Answers on this process's socket: one line of JSON each way. Resolves when it does, or cannot: then nobody can attach, and
 * the program goes on without. The socket goes with the process; a killed one's is removed by the next that looks.
 */
export function listen(answer: (request: AttendRequest) => Promise<AttendReply>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const folder = attachFolder()
  if (folder === undefined) return Promise.resolve()
  const path = ownAddress(folder)
  const server = process.getBuiltinModule("node:net").createServer((socket) => {
    let line = ""
    socket.setEncoding("utf8")
    socket.on("error", () => socket.destroy())
    socket.on("data", (text: string) => {
      line += text
      if (!line.endsWith("\n")) return
      void answer(parse(line)).then((reply) => socket.write(`${JSON.stringify(reply)}\n`))
      line = ""
    })
    socket.unref()
  })
  server.unref()
  server.on("error", () => resolve())
  try {
    // What an earlier process of this very name has left.
    rmSync(path, { force: true })
    server.listen(path, resolve)
  } catch {
    // Node was told to refuse it (`--permission`).
    resolve()
  }
  return promise
}

function parse(line: string): AttendRequest {
  try {
    return JSON.parse(line) as AttendRequest
  } catch {
    return { do: "look" }
  }
}
