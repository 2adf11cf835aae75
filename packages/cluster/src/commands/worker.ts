import { availableParallelism } from "node:os"
import { OptionError } from "heddle"
import { startAgent } from "../agent/index.ts"
import { readCredentials } from "../identity/index.ts"
import { connectionOf, connectionOptions, connectOptions, count, labelsOf, readArguments } from "./arguments.ts"
import type { Connection } from "./arguments.ts"
import { CommandError } from "./command-error.ts"
import { kubernetesManifest } from "./kubernetes.ts"
import { counted, outliveReaders, say } from "./say.ts"
import { onSignals } from "./signals.ts"
import { slurmScript } from "./slurm.ts"

/** What `heddle worker` was asked for, checked. */
export interface WorkerRequest {
  readonly connection: Connection
  readonly workers: number | undefined
  readonly cpus: number | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly name: string | undefined
}

/** `heddle worker`: this machine joins a cluster until it is told to leave; or a file that has others do so is printed. */
export async function worker(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments("heddle worker", args, {
    ...connectionOptions,
    cpus: { type: "string" },
    image: { type: "string" },
    k8s: { type: "boolean" },
    labels: { type: "string" },
    name: { type: "string" },
    nodes: { type: "string" },
    slurm: { type: "boolean" },
    time: { type: "string" },
    workers: { type: "string" },
  })
  const { name, image, time, slurm = false, k8s = false } = values
  // It is a part of names elsewhere: of jobs, of pods, of subjects.
  if (name !== undefined && !/^[A-Za-z0-9][\w.-]*$/.test(name))
    throw new OptionError("--name", "letters, digits, dots, dashes and underscores", name)
  const request: WorkerRequest = {
    connection: connectionOf("agent", values, positionals),
    workers: count("--workers", values.workers),
    cpus: count("--cpus", values.cpus),
    labels: labelsOf(values.labels),
    name,
  }
  const nodes = count("--nodes", values.nodes)
  if (slurm && k8s) throw new CommandError("--slurm or --k8s, not both")
  if (nodes !== undefined && !slurm && !k8s) throw new CommandError("--nodes goes with --slurm or --k8s")
  if (image !== undefined && !k8s) throw new CommandError("--image goes with --k8s")
  if (time !== undefined && !slurm) throw new CommandError("--time goes with --slurm")
  if (slurm) process.stdout.write(slurmScript(request, nodes, time))
  else if (k8s) printManifest(request, nodes, image)
  else return await join(request)
  return 0
}

function printManifest(request: WorkerRequest, nodes: number | undefined, image: string | undefined): void {
  const { manifest, before } = kubernetesManifest(request, nodes, image)
  process.stderr.write(`${before}\n`)
  process.stdout.write(`${JSON.stringify(manifest, undefined, 2)}\n`)
}

async function join({ connection, workers, cpus, labels, name }: WorkerRequest): Promise<number> {
  outliveReaders()
  const tell = (line: string): void => say(`heddle worker: ${line}`)
  const credentials = await readCredentials(connection.credentials, "agent")
  const agent = await startAgent(connection.url, {
    ...connectOptions(connection),
    credentials,
    labels,
    ...(workers !== undefined && { workers }),
    ...(cpus !== undefined && { cpus }),
    ...(name !== undefined && { name }),
    log: tell,
    warn: tell,
  })
  const ended = Promise.withResolvers<number>()
  const removeSignals = onSignals((times, status) => {
    if (times > 1) {
      tell(`ends ${counted(agent.workers, "worker")} now`)
      return ended.resolve(status)
    }
    const left = agent.workers === 0 ? "" : `, and waits for ${counted(agent.workers, "worker")}; again ends them now`
    tell(`takes no new workers${left}`)
    void agent.drain()
  })
  void agent.drained.then(() => ended.resolve(0))
  void agent.closed.then((error) => {
    if (error !== undefined) tell(error.message)
    ended.resolve(error === undefined ? 0 : 1)
  })
  const places = workers ?? cpus ?? availableParallelism()
  tell(
    `${agent.name} has joined ${connection.url ?? credentials.url} with ${counted(places, "worker")} (${agent.node})`,
  )
  const status = await ended.promise
  await agent.close()
  removeSignals()
  tell(`${agent.name} has left`)
  return status
}
