import { once } from "node:events"
import { createServer } from "node:net"
import type { AddressInfo, Socket } from "node:net"

/** A server that does with each connection what it is told to; `host` is where it is reached. */
export async function startFake(
  accept: (socket: Socket, number: number) => void,
  host = "127.0.0.1",
): Promise<AsyncDisposable & { readonly url: string }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => {})
    accept(socket, sockets.size)
  })
  await once(server.listen(0, host), "listening")
  return {
    url: `nats://${host}:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close")
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Speaks as much of NATS as a client needs to be connected; `heard` is told what it says. */
export function speakNats(socket: Socket, info: object, heard: (text: string) => void = () => {}): void {
  const all = { server_id: "fake", version: "2.9.10", proto: 1, headers: true, max_payload: 1 << 20, ...info }
  socket.write(`INFO ${JSON.stringify(all)}\r\n`)
  socket.on("data", (bytes) => {
    const text = String(bytes)
    heard(text)
    if (text.includes("PING\r\n")) socket.write("PONG\r\n")
  })
}
