import { delay, knownKeys } from "../../core/options/index.ts"

/** How long a call waits at most. */
export interface WaitOptions {
  /** Milliseconds, or `"1.5s"`; 0: not at all. Default: for ever. */
  readonly timeout?: number | string | undefined
  /** Gives the wait up: the call rejects with AbortError. */
  readonly signal?: AbortSignal | undefined
}

/** The timeout in ms; undefined for ever. @throws OptionError */
export function waitTime(options: WaitOptions): number | undefined {
  knownKeys(options, ["timeout", "signal"])
  return options.timeout === undefined ? undefined : delay("timeout", options.timeout)
}
