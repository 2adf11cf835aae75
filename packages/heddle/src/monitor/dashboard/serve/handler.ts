import type { Snapshot } from "../board/index.ts"
import { livePage, reportPage } from "../page/index.ts"
import { isFromElsewhere } from "./access.ts"
import type { Token } from "./access.ts"

/** Makes a page of what the program does during some seconds. */
export type Profile = (seconds: number) => Promise<string>

/** What a handler shows. */
export interface Shown {
  /** What a page without data is told of first, and what a report holds. */
  snapshot(): Snapshot
  /** Its messages; undefined where there are none any more. */
  stream(lastEventId: string | null): ReadableStream<Uint8Array>
  readonly profile: Profile | undefined
}

const always = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
}
const longestProfile = 60

/**
 * Answers requests for the page, its messages (`events`), the page as one file (`report.html`) and profiles (`profile`).
 * Only the end of a path is looked at, so that it can be mounted anywhere.
 */
export function handlerOf(shown: Shown, token: Token | undefined): (request: Request) => Promise<Response> {
  const profiles = new Profiles(shown.profile)
  return async (request) => {
    const refused = await token?.check(request)
    if (refused !== undefined) return refused
    const path = new URL(request.url).pathname
    const name = path.slice(path.lastIndexOf("/") + 1)
    if (request.method === "POST") {
      if (isFromElsewhere(request)) return text(403, "a page of another site asked for it")
      return name === "profile" ? await profiles.make(request) : text(404, "there is nothing here")
    }
    if (request.method !== "GET" && request.method !== "HEAD") return text(405, "only GET and POST are answered")
    if (name === "events") return events(shown.stream(request.headers.get("last-event-id")))
    if (name === "report.html") return html(reportPage(shown.snapshot()), { "content-disposition": "attachment" })
    if (name === "profile.html") return profiles.last()
    if (name.includes(".")) return text(404, "there is nothing here")
    // Addresses in the page are relative to a folder.
    return name === ""
      ? html(livePage())
      : new Response(null, { status: 308, headers: { ...always, location: `${name}/` } })
  }
}

function events(stream: ReadableStream<Uint8Array>): Response {
  return new Response(stream, { headers: { ...always, "content-type": "text/event-stream; charset=utf-8" } })
}

function html(page: { readonly text: string; readonly policy: string }, more: Record<string, string> = {}): Response {
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": page.policy }
  return new Response(page.text, { headers: { ...always, ...headers, ...more } })
}

function text(status: number, message: string): Response {
  return new Response(`${message}\n`, { status, headers: { ...always, "content-type": "text/plain; charset=utf-8" } })
}

/** One profile at a time, and the last one kept. */
class Profiles {
  readonly #profile: Profile | undefined
  #making: Promise<string> | undefined
  #page: string | undefined

  constructor(profile: Profile | undefined) {
    this.#profile = profile
  }

  async make(request: Request): Promise<Response> {
    if (this.#profile === undefined) return text(404, "this program makes no profiles")
    const seconds = Number(new URL(request.url).searchParams.get("seconds") ?? 5)
    if (!(seconds > 0 && seconds <= longestProfile))
      return text(400, `seconds must be more than 0 and at most ${longestProfile}`)
    try {
      this.#making ??= this.#profile(seconds)
      this.#page = await this.#making
      return text(201, "profile.html")
    } catch (error) {
      return text(500, error instanceof Error ? error.message : String(error))
    } finally {
      this.#making = undefined
    }
  }

  /** It runs scripts of its own, in an origin of its own: it cannot reach the dashboard. */
  last(): Response {
    if (this.#page === undefined) return text(404, "no profile has been made")
    const policy =
      "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
    return html({ text: this.#page, policy })
  }
}
