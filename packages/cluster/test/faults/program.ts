// A program of a cluster, in a process of its own: its task says which process it runs in, and never ends.
import { cluster } from "@heddle/cluster"
import { Pool } from "heddle"
import { acrossProcesses, put } from "../../../heddle/test/contract/gates.ts"
import { FileGates } from "../../../heddle/test/contract/file-gates.ts"

acrossProcesses()
const [credentials, lease, path] = process.argv.slice(2)
const machines = await cluster(undefined, { credentials: credentials!, lease: Number(lease) })
const pool = new Pool({ backend: machines, workers: 1 })
await pool.submit(
  async (pid) => {
    put(pid, 0, process.pid)
    await new Promise((resolve) => setTimeout(resolve, 2 ** 30))
  },
  new FileGates(path!, 1),
)
