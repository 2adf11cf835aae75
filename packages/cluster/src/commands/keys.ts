import { existsSync, writeFileSync } from "node:fs"
import { isIP } from "node:net"
import { join, resolve } from "node:path"
import { brokerConfig } from "../broker/index.ts"
import { createIdentity, writeCredentials } from "../identity/index.ts"
import type { Credentials, Identity, Role } from "../identity/index.ts"
import { count, port, readArguments, readText } from "./arguments.ts"
import { CommandError } from "./command-error.ts"
import { say } from "./say.ts"
import { makeSecretFolder } from "./secret-folder.ts"

/** `heddle cluster keys`: credentials, and the configuration of the broker that lets them in. Nothing is overwritten. */
export async function keys(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments("heddle cluster keys", args, {
    agents: { type: "string" },
    ca: { type: "string" },
    dir: { type: "string" },
    host: { type: "string" },
    port: { type: "string" },
    store: { type: "string" },
    submitters: { type: "string" },
    "tls-cert": { type: "string" },
    "tls-key": { type: "string" },
  })
  if (positionals.length > 0) throw new CommandError(`it takes options only, not ${positionals.join(" ")}`)
  const { host, ca } = values
  if (host !== undefined && isIP(host) === 0 && !/^[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?$/.test(host))
    throw new CommandError(`--host is a name or an address, without port: not ${host}`)
  const tls = tlsOf(values["tls-cert"], values["tls-key"])
  const at = port("--port", values.port) ?? 4222
  const folder = resolve(values.dir ?? "heddle-keys")
  const config = join(folder, "nats-server.conf")
  const submitters = made(folder, "submitter", count("--submitters", values.submitters) ?? 1)
  const agents = made(folder, "agent", count("--agents", values.agents) ?? 1)
  const pem = ca === undefined ? undefined : readText("--ca", ca)

  refuseWhatIsThere([config, ...submitters.map(({ file }) => file), ...agents.map(({ file }) => file)])
  makeSecretFolder(folder)
  const isLocal = host === undefined || host === "localhost" || host.startsWith("127.") || host === "::1"
  const url = `${tls === undefined ? "nats" : "tls"}://${host === undefined ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host}:${at}`
  const text = brokerConfig({
    port: at,
    // Whoever reaches it by this name reaches it at an address that only its machine knows.
    ...(!isLocal && { host: host.includes(":") ? "::" : "0.0.0.0" }),
    store: resolve(values.store ?? join(folder, "store")),
    submitters: submitters.map(({ identity }) => identity),
    agents: agents.map(({ identity }) => identity),
    ...(tls !== undefined && { tls }),
  })
  writeFileSync(config, text, { flag: "wx", mode: 0o600 })
  for (const [some, others] of [
    [submitters, agents],
    [agents, submitters],
  ] as const) {
    const trusts = others.map(({ identity }) => identity.publicKey)
    for (const { file, role, identity } of some) {
      const credentials: Credentials = { role, seed: identity.seed, trusts, url, ...(pem !== undefined && { ca: pem }) }
      await writeCredentials(file, credentials)
    }
  }
  describe(config, submitters, agents, url)
  if (!isLocal && tls === undefined) {
    process.stderr.write(
      `heddle cluster: without --tls-cert and --tls-key, programs and machines refuse this broker, unless they are told "insecure"\n`,
    )
  }
  return 0
}

interface Made {
  readonly file: string
  readonly role: Role
  readonly identity: Identity
}

function made(folder: string, role: Role, number: number): readonly Made[] {
  return Array.from({ length: number }, (_, i) => ({
    file: join(folder, `${role}-${i + 1}.json`),
    role,
    identity: createIdentity(),
  }))
}

function tlsOf(cert: string | undefined, key: string | undefined): { cert: string; key: string } | undefined {
  if (cert === undefined && key === undefined) return undefined
  if (cert === undefined || key === undefined) throw new CommandError("--tls-cert and --tls-key go together")
  readText("--tls-cert", cert)
  readText("--tls-key", key)
  return { cert: resolve(cert), key: resolve(key) }
}

function refuseWhatIsThere(files: readonly string[]): void {
  const there = files.filter((file) => existsSync(file))
  if (there.length === 0) return
  throw new CommandError(
    `nothing is overwritten, and there is ${there.join(", ")}`,
    "name another folder with --dir, or remove these: whoever has such keys is let in no more then",
  )
}

function describe(config: string, submitters: readonly Made[], agents: readonly Made[], url: string): void {
  const files = [
    ...submitters.map(({ file }) => [file, "for a program"] as const),
    ...agents.map(({ file }) => [file, "for a machine, or several"] as const),
    [config, "for the broker: it holds no secret"] as const,
  ]
  const width = Math.max(...files.map(([file]) => file.length))
  const lines = [
    "Written, for nobody else to read:",
    ...files.map(([file, what]) => `  ${file.padEnd(width)}   ${what}`),
    "",
    "Start the broker:",
    `  nats-server -c ${config}`,
    `and on each machine, with its file (${url}):`,
    `  heddle worker --credentials ${agents[0]!.file}`,
  ]
  for (const line of lines) say(line)
}
