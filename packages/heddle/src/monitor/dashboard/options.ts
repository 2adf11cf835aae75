import { OptionError } from "../../core/errors/index.ts"
import { integer, knownKeys } from "../../core/options/index.ts"
import { profilePage } from "./profile-page.ts"
import { isLoopback } from "./serve/index.ts"
import type { Profile } from "./serve/index.ts"

/** What a dashboard that is mounted in another server may be told. */
export interface DashboardHandlerOptions {
  /** Who may see it: whoever has this text, in `?token=`, in `Authorization: Bearer`, or in the form that asks for it. */
  readonly token?: string | undefined
  /** Makes a page (HTML) of what the program does during so many seconds: what the page's button calls. Default: a flame graph. */
  readonly profile?: ((seconds: number) => Promise<string>) | undefined
}

export interface DashboardOptions extends DashboardHandlerOptions {
  /** Without it: 8787, or the next one that is free. 0 is any. One that is given and taken is an error. */
  readonly port?: number | undefined
  /** Where it listens: `"127.0.0.1"`. Others than this machine's own need a `token`. */
  readonly host?: string | undefined
  /** Closes it. */
  readonly signal?: AbortSignal | undefined
}

/** The options, checked. */
export interface Checked {
  readonly port: number | undefined
  readonly host: string
  readonly token: string | undefined
  readonly profile: Profile
  readonly signal: AbortSignal | undefined
}

export function checkOptions(options: DashboardOptions, names: readonly string[]): Checked {
  knownKeys(options, names)
  const { port, host = "127.0.0.1", token, profile = profilePage, signal } = options
  if (port !== undefined) integer("port", port, { min: 0, max: 65_535 })
  if (typeof host !== "string" || host === "")
    throw new OptionError("host", "the name or address of this machine", host)
  if (token !== undefined && (typeof token !== "string" || token === ""))
    throw new OptionError("token", "a text that only those know who may see the dashboard", typeof token)
  if (typeof profile !== "function")
    throw new OptionError("profile", "a function of seconds that gives a page", profile)
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new OptionError("signal", "an AbortSignal", signal)
  if (!isLoopback(host) && token === undefined) {
    const hint = "everybody who reaches this machine could read what the program does: give a `token` too"
    throw new OptionError("host", "this machine's own (127.0.0.1, ::1, localhost) where there is no token", host, {
      hint,
    })
  }
  return { port, host, token, profile, signal }
}
