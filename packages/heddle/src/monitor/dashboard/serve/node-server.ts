import { once } from "node:events"
import { createServer } from "node:http"
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { Readable } from "node:stream"
import { HeddleError } from "../../../core/errors/index.ts"
import { isOwnHost } from "./access.ts"

type Handler = (request: Request) => Promise<Response>

export const usualPort = 8787
/** How many ports behind the usual one are tried. */
const tries = 20

/** A server that keeps no program alive. */
export class NodeServer {
  readonly #server: Server
  readonly port: number
  readonly url: string

  private constructor(server: Server, host: string) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
    const name = host === "0.0.0.0" || host === "::" ? "localhost" : host
    this.url = `http://${name.includes(":") ? `[${name}]` : name}:${this.port}/`
  }

  /**
   * Listens at the port; without one at the first free one from the usual on.
   * @param anyHost answers whatever name it is called by: then something else must tell who may ask
   */
  static async start(handler: Handler, host: string, port: number | undefined, anyHost: boolean): Promise<NodeServer> {
    const server = createServer((message, response) => {
      void answer(handler, anyHost ? undefined : host, message, response).catch(() => response.destroy())
    })
    server.on("connection", (socket) => socket.unref())
    server.unref()
    await listen(server, host, port)
    return new NodeServer(server, host)
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
    })
    this.#server.closeAllConnections()
    await closed
  }
}

async function listen(server: Server, host: string, port: number | undefined): Promise<void> {
  const ports = port === undefined ? Array.from({ length: tries }, (_, i) => usualPort + i).concat(0) : [port]
  for (const [i, one] of ports.entries()) {
    try {
      server.listen(one, host)
      await once(server, "listening")
      return
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code === "EADDRINUSE" && i < ports.length - 1) continue
      const hint =
        code === "EADDRINUSE" ? { hint: "leave `port` out to take a free one near 8787, or give 0 for any" } : {}
      throw new HeddleError(`the dashboard cannot listen at ${host}:${one}: ${message}`, { cause: error, ...hint })
    }
  }
}

async function answer(
  handler: Handler,
  ownHost: string | undefined,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const host = message.headers.host ?? null
  if (ownHost !== undefined && !isOwnHost(host, ownHost)) {
    response
      .writeHead(421, { "content-type": "text/plain; charset=utf-8" })
      .end("this is not the name of this server\n")
    return
  }
  const url = URL.parse(message.url ?? "/", `http://${host ?? "localhost"}`)
  if (url === null) {
    response.writeHead(400).end()
    return
  }
  await send(await handler(requestOf(message, url)), message, response)
}

function requestOf(message: IncomingMessage, url: URL): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(message.headers)) {
    if (!name.startsWith(":") && value !== undefined) headers.set(name, String(value))
  }
  const method = message.method ?? "GET"
  const hasBody = method === "POST" || method === "PUT" || method === "PATCH"
  return new Request(url, {
    method,
    headers,
    ...(hasBody ? { body: Readable.toWeb(message) as ReadableStream<Uint8Array>, duplex: "half" as const } : {}),
  })
}

/** Sends what comes as fast as the reader takes it. */
async function send(answered: Response, message: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(answered.status, [...answered.headers].flat())
  response.flushHeaders()
  if (answered.body === null || message.method === "HEAD") {
    await answered.body?.cancel()
    response.end()
    return
  }
  const reader = answered.body.getReader()
  response.on("close", () => void reader.cancel().catch(() => {}))
  for (;;) {
    const { done, value } = await reader.read()
    if (done || response.destroyed) break
    if (!response.write(value)) await Promise.race([once(response, "drain"), once(response, "close")])
  }
  response.end()
}
