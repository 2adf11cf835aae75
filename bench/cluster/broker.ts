import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import { brokerConfig, createIdentity, writeCredentials } from "@heddle/cluster"
import { natsServer } from "../../scripts/nats/index.ts"
import type { NatsVersion } from "../../scripts/nats/index.ts"

/** A broker of its own on loopback, and credentials for it. */
export interface Broker {
  readonly url: string
  readonly pid: number
  readonly submitter: string
  readonly agent: string
  close(): Promise<void>
}

/** Starts nats-server. @throws where there is none */
export async function startBroker(version: NatsVersion): Promise<Broker> {
  const file = await natsServer(version)
  if (file === undefined) throw new Error(`there is no nats-server ${version} here`)
  const folder = await mkdtemp(path.join(tmpdir(), "heddle-bench-"))
  const port = await freePort()
  const [program, machine] = [createIdentity(), createIdentity()]
  const [submitter, agent, config] = ["submitter.json", "agent.json", "nats.conf"].map((name) =>
    path.join(folder, name),
  )
  const url = `nats://127.0.0.1:${port}`
  await writeCredentials(submitter!, { role: "submitter", seed: program.seed, trusts: [machine.publicKey], url })
  await writeCredentials(agent!, { role: "agent", seed: machine.seed, trusts: [program.publicKey], url })
  const text = brokerConfig({ port, store: path.join(folder, "store"), submitters: [program], agents: [machine] })
  await writeFile(config!, text)
  const server = spawn(file, ["-c", config!], { stdio: ["ignore", "ignore", "pipe"] })
  for await (const chunk of server.stderr) if (String(chunk).includes("Server is ready")) break
  return {
    url,
    pid: server.pid!,
    submitter: submitter!,
    agent: agent!,
    async close() {
      const gone = once(server, "exit")
      server.kill("SIGKILL")
      await gone
      await rm(folder, { recursive: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
}
