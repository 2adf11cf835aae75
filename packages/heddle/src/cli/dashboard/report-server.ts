import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { URL } from "node:url"

const own = new Set(["localhost", "127.0.0.1", "[::1]"])

/** Serves a report where the dashboard was, after its program has ended. */
export class ReportServer implements AsyncDisposable {
  readonly #server
  readonly #report: string

  constructor(report: string) {
    this.#report = report
    this.#server = createServer(({ headers, url }, response) => {
      const host = URL.parse(`http://${headers.host}`)?.hostname ?? ""
      const path = url?.split("?")[0]
      // Another site's name may have been made to lead here.
      if (!own.has(host)) response.writeHead(421).end()
      // To a page that was open all the time: there is nothing more to come.
      else if (path === "/events") response.writeHead(204).end()
      else if (path !== "/" && path !== "/report.html") response.writeHead(404).end()
      else
        response
          .writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" })
          .end(this.#report)
    })
  }

  /** Gives the address: at the port if it is free, else at another one. */
  async start(port: number): Promise<string> {
    for (const one of [port, 0]) {
      this.#server.listen(one, "127.0.0.1")
      const isListening = await once(this.#server, "listening").then(
        () => true,
        () => false,
      )
      if (isListening) break
    }
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close")
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }
}
