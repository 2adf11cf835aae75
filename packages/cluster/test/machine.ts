// A machine: a program that joins a cluster, in a process of its own.
import { startAgent } from "@heddle/cluster"

const [credentials, workers, name] = process.argv.slice(2)
const agent = await startAgent(undefined, {
  credentials: credentials!,
  workers: Number(workers),
  mostWorkers: Number(workers),
  name: name!,
  ...(process.env["HEDDLE_TEST_LOG"] !== undefined && { log: console.error }),
})
console.log("joined")
process.on("SIGTERM", () => void agent.close())
await agent.closed
