import { existsSync, statSync, writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join, relative, resolve } from "node:path"
import { startAgent } from "../agent/index.ts"
import type { Agent } from "../agent/index.ts"
import { brokerConfig } from "../broker/index.ts"
import { createIdentity, identityOf, readCredentials, writeCredentials } from "../identity/index.ts"
import type { Identity, Role } from "../identity/index.ts"
import { count, port, readArguments } from "./arguments.ts"
import { CommandError } from "./command-error.ts"
import { findServer, Server } from "./nats-server.ts"
import { UpRecord } from "./record.ts"
import { counted, outliveReaders, say } from "./say.ts"
import { makeSecretFolder } from "./secret-folder.ts"
import { onSignals } from "./signals.ts"

const tell = (line: string): void => say(`heddle cluster: ${line}`)

/** `heddle cluster up`: a broker on loopback and this machine, until Ctrl-C. */
export async function up(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments("heddle cluster up", args, {
    dir: { type: "string" },
    port: { type: "string" },
    workers: { type: "string" },
  })
  if (positionals.length > 0) throw new CommandError(`it takes options only, not ${positionals.join(" ")}`)
  const workers = count("--workers", values.workers) ?? availableParallelism()
  // nats-server chooses one for -1.
  const at = port("--port", values.port) ?? -1
  const program = findServer()
  const folder = privateFolder(resolve(values.dir ?? ".heddle-cluster"))
  outliveReaders()
  const record = await UpRecord.take(join(folder, "up.json"), tell)
  const ended = Promise.withResolvers<number>()
  const removeSignals = onSignals((times, status) => {
    // What is left then is ended when this process exits.
    if (times > 1) process.exit(status)
    ended.resolve(status)
  })
  try {
    return await runBroker(folder, program, at, workers, record, ended)
  } finally {
    record.remove()
    removeSignals()
  }
}

async function runBroker(
  folder: string,
  program: string,
  at: number,
  workers: number,
  record: UpRecord,
  ended: PromiseWithResolvers<number>,
): Promise<number> {
  const [submitter, agent] = [join(folder, "submitter.json"), join(folder, "agent.json")]
  const [ours, machines] = [await identityIn(submitter, "submitter"), await identityIn(agent, "agent")]
  const config = join(folder, "broker.conf")
  const store = join(folder, "store")
  writeFileSync(config, brokerConfig({ port: at, store, submitters: [ours], agents: [machines] }), { mode: 0o600 })
  const server = new Server(program, config)
  let machine: Agent | undefined
  let isEnding = false
  try {
    record.update(server.pid)
    const url = `nats://127.0.0.1:${await server.ready()}`
    record.update(server.pid, url)
    void server.ended.then((said) => {
      if (isEnding) return
      tell(`the broker has ended${said === "" ? "" : `: ${said}`}`)
      ended.resolve(1)
    })
    await writeCredentials(submitter, { role: "submitter", seed: ours.seed, trusts: [machines.publicKey], url })
    await writeCredentials(agent, { role: "agent", seed: machines.seed, trusts: [ours.publicKey], url })
    machine = await startAgent(url, { credentials: agent, workers, log: tell, warn: tell })
    describe(url, submitter, agent, workers)
    void machine.drained.then(() => {
      if (!isEnding) tell("this machine has left; the broker stays until Ctrl-C")
    })
    const status = await ended.promise
    isEnding = true
    if (status === 1) return 1
    tell(`ends ${counted(machine.workers, "worker")} and the broker`)
    // Ctrl-C is how it is ended.
    return 0
  } finally {
    isEnding = true
    await machine?.close()
    await server.stop()
  }
}

/** A folder that nobody else may look into. */
function privateFolder(folder: string): string {
  const there = statSync(folder, { throwIfNoEntry: false })
  if (there?.isDirectory() === false) throw new CommandError(`${folder} is not a folder`)
  makeSecretFolder(folder)
  const stats = statSync(folder)
  if (process.platform !== "win32" && (stats.mode & 0o077) !== 0)
    throw new CommandError(`${folder} is to hold secrets, and others may look into it`, `chmod 700 ${folder}`)
  return folder
}

/** That of an earlier `up` in this folder, so that what its programs have stays right. */
async function identityIn(file: string, role: Role): Promise<Identity> {
  return existsSync(file) ? identityOf((await readCredentials(file, role)).seed) : createIdentity()
}

function describe(url: string, submitter: string, agent: string, workers: number): void {
  const shown = (file: string): string => {
    const path = relative(process.cwd(), file)
    return path.startsWith("..") ? file : path
  }
  const lines = `
A broker for trying out, and this machine with ${counted(workers, "worker")}. Ctrl-C ends both.

  URL                   ${url}
  for programs          ${shown(submitter)}
  for other workers     ${shown(agent)}

  import { cluster } from "@heddle/cluster"
  await using machines = await cluster("${url}", { credentials: ${JSON.stringify(shown(submitter))} })

  heddle cluster status --credentials ${shown(submitter)}
`
  for (const line of lines.split("\n")) say(line)
}
