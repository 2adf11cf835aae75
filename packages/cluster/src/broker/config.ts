import { createIdentity } from "../identity/index.ts"
import type { Identity } from "../identity/index.ts"

/** The public half of an identity. */
export type Member = Pick<Identity, "id" | "natsKey">

/** What a nats-server is to be. */
export interface BrokerConfig {
  /** Where it listens; -1 lets it choose. */
  readonly port: number
  /** The address that it listens at. 127.0.0.1 if none is given. */
  readonly host?: string
  /** The folder that JetStream stores in. */
  readonly store: string
  readonly submitters: readonly Member[]
  readonly agents: readonly Member[]
  /** Files of the server's certificate and its key. */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** The port of its web page of figures, which lets everybody in: so it is on loopback alone. */
  readonly monitor?: number
}

/** A configuration of nats-server that lets in those named, each to no more than its role needs. */
export function brokerConfig(config: BrokerConfig): string {
  const { port, host = "127.0.0.1", store, submitters, agents, tls, monitor } = config
  const users = [...submitters.map(submitter), ...agents.map(agent)]
  return `${[
    `listen: ${quote(`${host.includes(":") ? `[${host}]` : host}:${port}`)}`,
    ...(monitor === undefined ? [] : [`http: ${quote(`127.0.0.1:${monitor}`)}`]),
    `jetstream { store_dir: ${quote(store)} }`,
    ...(tls === undefined ? [] : [`tls { cert_file: ${quote(tls.cert)}, key_file: ${quote(tls.key)} }`]),
    // One account with these users, and no user of the system's account.
    // With an empty list, nats-server lets in everybody: so then it has a key whose secret is forgotten here.
    `authorization { users: [`,
    ...(users.length > 0 ? users : [user(createIdentity().natsKey, [], [])]),
    `] }`,
  ].join("\n")}\n`
}

// What JetStream's API (`$JS.API.>`) each role may use goes into these two lists, with the streams.

function submitter({ id, natsKey }: Member): string {
  return user(
    natsKey,
    ["hd1.who", "hd1.lease.*.>", "hd1.drain.*.>", "hd1.a.*.>"],
    ["hd1.node.>", `hd1.p.${id}.>`, `hd1.inbox.${id}.>`],
  )
}

function agent({ id, natsKey }: Member): string {
  return user(
    natsKey,
    [`hd1.node.${id}.>`, "hd1.p.*.>"],
    ["hd1.who", `hd1.lease.${id}.>`, `hd1.drain.${id}.>`, `hd1.a.${id}.>`, `hd1.inbox.${id}.>`],
    // To answer a request is to publish to the inbox of who asked: one answer, within two minutes.
    ", allow_responses: true",
  )
}

function user(key: string, publish: readonly string[], subscribe: readonly string[], more = ""): string {
  const allow = (subjects: readonly string[]): string => `{ allow: [${subjects.map(quote).join(", ")}] }`
  return `  { nkey: ${key}, permissions: { publish: ${allow(publish)}, subscribe: ${allow(subscribe)}${more} } }`
}

/** A text as nats-server's configuration has it. */
function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`
}
