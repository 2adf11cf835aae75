import type { Address } from "./address.ts"
import type { AttendReply, AttendRequest } from "./protocol.ts"

/** Asks a process of this user. Never rejects: who has ended, or does not answer in time, gives an error's text. */
export function ask({ pid, path }: Address, request: AttendRequest, within: number): Promise<AttendReply> {
  const { promise, resolve } = Promise.withResolvers<AttendReply>()
  const socket = process.getBuiltinModule("node:net").connect({ path })
  const settle = (reply: AttendReply): void => {
    clearTimeout(timer)
    socket.destroy()
    resolve(reply)
  }
  const timer = setTimeout(() => settle({ error: `process ${pid} did not answer within ${within} ms` }), within)
  const parts: string[] = []
  socket.setEncoding("utf8")
  socket.on("error", ({ message }) => settle({ error: `process ${pid}: ${message}` }))
  socket.on("close", () => settle({ error: `process ${pid} has ended` }))
  socket.on("data", (text: string) => {
    parts.push(text)
    if (text.endsWith("\n")) settle(JSON.parse(parts.join("")) as AttendReply)
  })
  socket.write(`${JSON.stringify(request)}\n`)
  return promise
}
