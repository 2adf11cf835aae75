import { errors } from "@nats-io/transport-node"
import { BrokerError } from "../errors/index.ts"
import type { Identity } from "../identity/index.ts"

/** What an error of the connection means to who uses it. */
export function explain(url: string, error: unknown, { natsKey }: Identity): BrokerError {
  if (error instanceof BrokerError) return error
  if (error instanceof errors.TimeoutError) return slow(url)
  const [message, hint] = meaning(url, error, natsKey)
  return new BrokerError(message, hint, { cause: error })
}

/** The error of a broker that says nothing. */
export function slow(url: string): BrokerError {
  return new BrokerError(
    `${url} does not answer in time`,
    "Is it a nats-server, and may this machine connect to it? A firewall may be in between.",
  )
}

function meaning(url: string, error: unknown, natsKey: string): readonly [message: string, hint: string] {
  const text = error instanceof Error ? error.message : String(error)
  const code = codeOf(error)
  if (code === "ECONNREFUSED" || text === "connection refused") {
    return [`Nothing listens at ${url}`, "Start a broker: `heddle cluster up`."]
  }
  if (error instanceof errors.AuthorizationError) {
    return [
      `The broker ${url} does not let in the key ${natsKey}`,
      "Add it to the broker's configuration, and have that read again (`nats-server --signal reload`).",
    ]
  }
  if (text.includes("does not support 'tls'") || text.includes("is not available on this server")) {
    return [
      `The broker ${url} has no TLS`,
      'Beyond this machine it needs some: give it a certificate, or say "insecure: true" in a network that you trust.',
    ]
  }
  if (code.includes("CERT") || code.startsWith("UNABLE_TO_")) {
    return [
      `The certificate of the broker ${url} is not trusted: ${text}`,
      'Name what it is signed by: "ca" in the credentials. It is to be made out to the host that is in the URL.',
    ]
  }
  if (code.startsWith("ERR_SSL") || code === "EPROTO") {
    return [`TLS with the broker ${url} failed: ${text}`, "Does it ask for a certificate of this side (`tls.cert`)?"]
  }
  // "Undefined": it closed the connection and said nothing.
  if (text.includes("unexpected response") || text.includes("undefined error")) {
    return [`What answers at ${url} is not a nats-server`, "Is the port right? nats-server's is 4222 if none is given."]
  }
  return [`The connection to the broker ${url} failed: ${text}`, "Its log may say more."]
}

function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { readonly code?: unknown; readonly cause?: unknown }
  if (typeof code === "string") return code
  return cause === undefined ? "" : codeOf(cause)
}
