import { resolve } from "node:path"
import { OptionError } from "heddle"
import { labelsText } from "./arguments.ts"
import type { WorkerRequest } from "./worker.ts"

/** A script for sbatch that starts one agent on each node of a job, which takes all of the node's processors. */
export function slurmScript(request: WorkerRequest, nodes = 1, time = "01:00:00"): string {
  if (!/^\d+(-\d+)?(:\d+){0,2}$/.test(time))
    throw new OptionError("--time", 'as Slurm has it, such as "2:00:00" or "1-12"', time)
  const { connection, workers, cpus, labels, name } = request
  const { url, credentials, insecure, ca } = connection
  const args = [
    ...(url === undefined ? [] : [url]),
    "--credentials",
    resolve(credentials),
    ...(insecure ? ["--insecure"] : []),
    ...(ca === undefined ? [] : ["--ca", resolve(ca)]),
    ...(Object.keys(labels).length === 0 ? [] : ["--labels", labelsText(labels)]),
  ]
  const onNode = '"$SLURM_CPUS_ON_NODE"'
  return `#!/bin/bash
#SBATCH --job-name=${name ?? "heddle-worker"}
#SBATCH --nodes=${nodes}
#SBATCH --ntasks-per-node=1
#SBATCH --exclusive
#SBATCH --mem=0
#SBATCH --time=${time}
# A minute before their time ends, agents take no new workers, and wait for those that they have. The signal goes to all processes
# of the job, and workers ignore this one.
#SBATCH --signal=INT@60

set -euo pipefail
# The job starts in the folder that it was submitted from: where heddle and @heddle/cluster are installed, on each node.
export PATH="$PWD/node_modules/.bin:$PATH"

# Each agent is the process that Slurm started, by exec: so it gets the signals itself.
exec srun --ntasks-per-node=1 --cpu-bind=none bash -c 'exec heddle worker "$@" --workers ${workers ?? onNode} --cpus ${cpus ?? onNode}' \\
  heddle-worker ${args.map(quoted).join(" ")}
`
}

/** A word of a shell, whatever is in it. */
function quoted(text: string): string {
  return /^[\w./:=,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
