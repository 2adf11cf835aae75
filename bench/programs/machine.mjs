// A machine of a cluster with two workers; its arguments are the broker's address and a file of credentials.
import { startAgent } from "@heddle/cluster"

const [url, credentials] = process.argv.slice(2)
const agent = await startAgent(url, { credentials, workers: 2 })
console.log(JSON.stringify(agent.name))
process.stdin.resume().once("end", () => void agent.close())
await agent.closed
