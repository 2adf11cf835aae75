/**
 * A machine's part in a cluster: it tells what it has, and runs workers for programs that it trusts, each in a process of its own.
 *
 * ```ts skip needs a broker
 * import { startAgent } from "./index.ts"
 * await using agent = await startAgent("nats://broker:4222", { credentials: "agent.json" })
 * console.log(agent.workers) // => 0
 * ```
 */
export { Agent, startAgent } from "./agent.ts"
export type { AgentOptions } from "./agent.ts"
