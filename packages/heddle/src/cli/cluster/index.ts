/**
 * `heddle worker` and `heddle cluster`: their names and help. What they do is in @heddle/cluster, which is loaded when one is run.
 *
 * ```sh
 * heddle cluster up
 * heddle worker --credentials agent.json
 * ```
 */
import type { Command } from "../command.ts"
import { clusterHelp, workerHelp } from "./help.ts"
import { loadCommands } from "./load.ts"
import type { ClusterCommands } from "./load.ts"

export const workerCommand: Command = commandOf("worker", workerHelp)
export const clusterCommand: Command = commandOf("cluster", clusterHelp)

function commandOf(name: keyof ClusterCommands, help: string): Command {
  return {
    help,
    async run(args) {
      if (args.includes("--help") || args.includes("-h")) {
        process.stdout.write(help)
        return 0
      }
      return await (await loadCommands())[name](args)
    },
  }
}
