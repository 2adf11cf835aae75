import { checkServerIdentity } from "node:tls"
import type { PeerCertificate } from "node:tls"
import { connect, nkeyAuthenticator } from "@nats-io/transport-node"
import type { Authenticator, NatsConnection, TlsOptions } from "@nats-io/transport-node"
import { BrokerError, CredentialsError } from "../errors/index.ts"
import { identityOf, readCredentials } from "../identity/index.ts"
import type { Credentials, Identity, Role } from "../identity/index.ts"
import { explain, slow } from "./explain.ts"
import { targetOf } from "./target.ts"
import type { Target } from "./target.ts"

/** How long what was said last may take to arrive, in ms. */
const drainWithin = 2000

/** How to connect. */
export interface ConnectOptions {
  /** A file of credentials, or what is in one. */
  readonly credentials: string | Credentials
  readonly role: Role
  /** Takes a broker beyond this machine that has no authentication or no TLS. It is told in capitals. */
  readonly insecure?: boolean
  /** Asks for TLS on loopback too, and says how. */
  readonly tls?: {
    /** The certificates that the broker's is to be signed by, as PEM, instead of those in the credentials. */
    readonly ca?: string
    /** A certificate and its key, as PEM, for a broker that asks for one. */
    readonly cert?: string
    readonly key?: string
    /**
     * TLS before the first byte. Without it, the broker's greeting is not encrypted, and whoever is in between can add messages
     * to it. The broker is to be of 2.10.4 or newer, and to have `handshake_first`.
     */
    readonly handshakeFirst?: boolean
  }
  /** What the broker calls this connection in its figures. */
  readonly name?: string
  /** Milliseconds for the first connection. 10,000 if none are given. */
  readonly timeout?: number
  readonly signal?: AbortSignal
  /** Where warnings go, instead of to `process.emitWarning`. */
  readonly warn?: (text: string) => void
}

/** A connection to a broker. It connects again by itself, for as long as it is not closed. */
export interface Broker {
  readonly connection: NatsConnection
  readonly identity: Identity
  /** The public signing keys of the other side. */
  readonly trusts: readonly string[]
  readonly url: string
  /** Sends a message, if that can be done at all: what is lost is no error. */
  readonly publish: (subject: string, bytes?: Uint8Array) => void
  /** Sends what is to be sent, and closes. */
  readonly close: () => Promise<void>
  /** Fulfilled when it is closed: with an error, unless that was by `close`. */
  readonly closed: Promise<BrokerError | undefined>
}

/**
 * Connects to a broker. Without an `url`, to that of the credentials.
 *
 * A `BrokerError` says why it could not, a `CredentialsError` what is wrong with the credentials.
 */
export async function connectBroker(url: string | undefined, options: ConnectOptions): Promise<Broker> {
  const { credentials: given, role, signal, timeout = 10_000 } = options
  signal?.throwIfAborted()
  const credentials = typeof given === "string" ? await readCredentials(given, role) : given
  if (credentials.role !== role) {
    throw new CredentialsError(
      `The credentials are for the role "${credentials.role}", and "${role}" is needed`,
      `Give those for the role "${role}".`,
    )
  }
  const where = url ?? credentials.url
  if (where === undefined) throw new BrokerError("No broker is named", 'Give its URL: "nats://host:4222".')
  const identity = identityOf(credentials.seed)
  const end = new AbortController()
  const timer = setTimeout(() => end.abort(slow(where)), timeout)
  const abort = (): void => end.abort(signal?.reason)
  signal?.addEventListener("abort", abort, { once: true })
  try {
    const target = await before(end.signal, targetOf(where))
    const connection = await dial(where, target, identity, credentials, options, end)
    return brokerOf(connection, where, identity, credentials.trusts)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener("abort", abort)
  }
}

async function dial(
  url: string,
  target: Target,
  identity: Identity,
  credentials: Credentials,
  options: ConnectOptions,
  end: AbortController,
): Promise<NatsConnection> {
  const { insecure = false, timeout = 10_000 } = options
  const ca = options.tls?.ca ?? credentials.ca
  const isStrict = !target.isLoopback && !insecure
  if (!target.isLoopback && insecure) warnOnce(url, options.warn)
  const isTls = isStrict || target.isTls || ca !== undefined || options.tls !== undefined
  const dialing = connect({
    // Without TLS, those addresses that were found to be loopback, and not the name, which may mean others when it connects again.
    servers: isTls || !target.isLoopback ? [hostOf(target)] : [...target.addresses],
    // Others that the broker tells of are none that somebody named. The first message that it sends is not protected by TLS,
    // so whoever is in between could add any.
    ignoreClusterUpdates: true,
    noRandomize: true,
    authenticator: authenticatorOf(url, identity, isStrict, (error) => end.abort(error)),
    // If these are given, the client refuses a broker that has no TLS, whenever it connects.
    ...(isTls && { tls: tlsOf(target, options, ca) }),
    inboxPrefix: `hd1.inbox.${identity.id}`,
    name: options.name ?? `heddle ${options.role}`,
    timeout,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    reconnectJitter: 900,
    reconnectJitterTLS: 900,
    // A broker that has stopped is noticed after the third of these without an answer.
    pingInterval: 5000,
  })
  try {
    const connection = await before(end.signal, dialing)
    if (!isStrict || connection.info?.auth_required === true) return connection
    await connection.close()
    throw unauthenticated(url)
  } catch (error) {
    // It may be connected after nobody waits for it.
    dialing.then(
      async (late) => await late.close(),
      () => {},
    )
    if (end.signal.aborted) throw end.signal.reason
    throw explain(url, error, identity)
  }
}

/** Once a broker has asked who this is, one that does not is another. */
function authenticatorOf(
  url: string,
  { seed }: Identity,
  isStrict: boolean,
  refuse: (error: BrokerError) => void,
): Authenticator {
  const authenticate = nkeyAuthenticator(new TextEncoder().encode(seed))
  let isAsked = isStrict
  return (nonce) => {
    if (nonce === undefined && isAsked) {
      const error = unauthenticated(url)
      refuse(error)
      // The client closes the connection for this. It does not try again: what was sent to it would go to a stranger.
      throw error
    }
    isAsked ||= nonce !== undefined
    return authenticate(nonce)
  }
}

function tlsOf({ host }: Target, { tls = {} }: ConnectOptions, ca: string | undefined): TlsOptions {
  const { cert, key, handshakeFirst } = tls
  const options = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(handshakeFirst !== undefined && { handshakeFirst }),
    // The client says no host if that is an address, and Node then checks that the certificate is one of "localhost".
    checkServerIdentity: (_: string, certificate: PeerCertificate) => checkServerIdentity(host, certificate),
  }
  return options
}

function brokerOf(connection: NatsConnection, url: string, identity: Identity, trusts: readonly string[]): Broker {
  let isConnected = true
  let isClosing = false
  // Ends with the connection.
  void (async () => {
    for await (const { type } of connection.status()) {
      if (type === "disconnect") isConnected = false
      if (type === "reconnect") isConnected = true
      // Not awaited: closing waits for the end of this loop.
      if (type === "disconnect" && isClosing) void connection.close()
    }
  })()
  return {
    connection,
    identity,
    trusts,
    url,
    publish: (subject, bytes) => {
      if (!connection.isClosed() && !connection.isDraining()) connection.publish(subject, bytes)
    },
    closed: connection.closed().then((error) => {
      if (isClosing) return undefined
      return explain(url, error ?? new Error("the connection was closed"), identity)
    }),
    close: async () => {
      isClosing = true
      if (connection.isClosed()) return
      // Draining waits for answers of the broker. If that goes meanwhile, the connection is closed above, and draining may never end.
      // Nor does a broker answer that has stopped, which is noticed much later.
      if (isConnected && !connection.isDraining()) {
        await atMost(drainWithin, Promise.race([connection.drain().catch(() => {}), connection.closed()]))
      }
      if (!connection.isClosed()) await atMost(drainWithin, connection.close())
    },
  }
}

/** Resolves with `promise`, or after so many ms. */
async function atMost(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([promise, late])
  clearTimeout(timer)
}

/** The outcome of `promise`, unless `signal` is aborted before. */
async function before<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener("abort", abort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener("abort", abort)
  }
}

const warned = new Set<string>()

function warnOnce(url: string, warn = (text: string): void => process.emitWarning(text, "HeddleInsecure")): void {
  if (warned.has(url)) return
  warned.add(url)
  warn(
    `THE BROKER ${url} IS USED WITH "insecure": WHO IS ON THE WAY TO IT CAN READ AND CHANGE ALL THAT IS SENT, WITHOUT AUTHENTICATION ANYBODY CAN TAKE PART.`,
  )
}

function hostOf({ host, port }: Target): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`
}

function unauthenticated(url: string): BrokerError {
  return new BrokerError(
    `The broker ${url} lets in everybody: it asks for no authentication`,
    'Start it with a configuration of `heddle cluster keys`, or say "insecure: true".',
  )
}
