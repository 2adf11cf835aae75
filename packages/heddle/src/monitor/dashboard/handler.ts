import { LiveBoard } from "./live-board.ts"
import { checkOptions } from "./options.ts"
import type { DashboardHandlerOptions } from "./options.ts"

/** The dashboard for a server that there is already. */
export interface DashboardHandler extends Disposable {
  /** Answers requests whose paths end in what the dashboard has, wherever it is mounted. */
  readonly fetch: (request: Request) => Promise<Response>
  /** Writes the page with what it shows now into one HTML file. */
  save(file: string): Promise<void>
  /** Listens to the program no more. */
  close(): void
}

/**
 * The dashboard as a handler of requests, to be mounted in hono, Bun.serve, Deno.serve and the like; the program is listened
 * to from now on. Who may see it is the server's matter, unless a `token` is given. Mount it under a path that ends in `/`.
 *
 * @example
 * ```ts
 * import { dashboardHandler } from "heddle/monitor"
 * using handler = dashboardHandler({ token: "of my own" }) // app.all("/dashboard/*", (c) => handler.fetch(c.req.raw))
 * const answer = await handler.fetch(new Request("http://localhost/dashboard/?token=of%20my%20own"))
 * answer.status // => 303
 * ```
 */
export function dashboardHandler(options: DashboardHandlerOptions = {}): DashboardHandler {
  const { token, profile } = checkOptions(options, ["token", "profile"])
  const board = new LiveBoard(token, profile)
  return {
    fetch: board.fetch,
    save: (file) => board.save(file),
    close: () => board.close(),
    [Symbol.dispose]: () => board.close(),
  }
}
