import { createHash, timingSafeEqual } from "node:crypto"

const plain = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" }
const longestForm = 10_000
const loopback = new Set(["localhost", "127.0.0.1", "[::1]"])

/**
 * A page elsewhere may have its own name lead to this machine (DNS rebinding): then `Host` is that name. Only names that
 * this machine's loopback has, and the one that the dashboard was told to listen at, are answered.
 */
export function isOwnHost(host: string | null, own: string): boolean {
  const url = URL.parse(`http://${host}`)
  if (host === null || url === null) return false
  return loopback.has(url.hostname) || url.hostname === own || url.hostname === `[${own}]`
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host)
}

/** Who holds the token: in `Authorization: Bearer`, in `?token=`, in the form of the page that asks for it, or in the cookie. */
export class Token {
  readonly #digest: Buffer
  /** Other dashboards on this machine have other cookies: cookies do not know ports. */
  readonly #cookie: string
  readonly #value: string

  constructor(token: string) {
    this.#digest = digest(token)
    this.#value = digest(`cookie of ${token}`).toString("hex")
    this.#cookie = `heddle-${digest(`name of ${token}`).toString("hex", 0, 4)}`
  }

  async check(request: Request): Promise<Response | undefined> {
    const url = new URL(request.url)
    const [, bearer] = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "") ?? []
    if (bearer !== undefined) return this.#fits(bearer) ? undefined : refusal(false)
    const named = url.searchParams.get("token") ?? (await formToken(request))
    if (named !== undefined) return this.#fits(named) ? this.#welcome(url) : refusal(true)
    return this.#hasCookie(request) ? undefined : refusal(false)
  }

  #fits(token: string): boolean {
    return timingSafeEqual(digest(token), this.#digest)
  }

  #hasCookie(request: Request): boolean {
    const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/)
    const value = cookies.find((cookie) => cookie.startsWith(`${this.#cookie}=`))?.slice(this.#cookie.length + 1)
    return value !== undefined && timingSafeEqual(digest(value), digest(this.#value))
  }

  /** The token goes from the address, which browsers keep. */
  #welcome({ pathname }: URL): Response {
    const name = pathname.slice(pathname.lastIndexOf("/") + 1)
    const cookie = `${this.#cookie}=${this.#value}; HttpOnly; SameSite=Strict; Path=/`
    return new Response(null, {
      status: 303,
      headers: { ...plain, location: name === "" ? "./" : `${name}/`, "set-cookie": cookie },
    })
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest()
}

/** A form with a token is not large; what does not say how large it is is none. */
async function formToken(request: Request): Promise<string | undefined> {
  const length = Number(request.headers.get("content-length") ?? Infinity)
  const isForm = request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") ?? false
  if (request.method !== "POST" || !isForm || length > longestForm) return undefined
  return new URLSearchParams(await request.text()).get("token") ?? undefined
}

function refusal(wasWrong: boolean): Response {
  const form = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>heddle dashboard</title><meta name="color-scheme" content="light dark"><body>
<main><h1>heddle dashboard</h1><form method="post" action="./">
<p>${wasWrong ? "This is not the token. " : ""}The program that it belongs to was given a token.</p>
<p><label>Token <input name="token" type="password" autocomplete="off" autofocus required></label> <button>Open</button></p>
</form></main>`
  const policy = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
  return new Response(form, {
    status: 401,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": policy,
      "www-authenticate": "Bearer",
    },
  })
}

/** Did a page of another site send it? Browsers say where requests come from that change something. */
export function isFromElsewhere(request: Request): boolean {
  const origin = request.headers.get("origin")
  return origin !== null && URL.parse(origin)?.host !== request.headers.get("host")
}
