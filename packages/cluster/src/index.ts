/**
 * Heddle on many machines: pools whose workers are on any machine that has joined, with NATS as the broker.
 *
 * ```ts skip needs a broker
 * import { Pool } from "heddle"
 * import { cluster } from "@heddle/cluster"
 * await using machines = await cluster("nats://broker:4222", { credentials: "submitter.json" })
 * await using pool = new Pool({ backend: machines, workers: 8 })
 * console.log(await pool.map(Math.sqrt, [1, 4, 9])) // => [1, 2, 3]
 * ```
 */
export { Agent, startAgent } from "./agent/index.ts"
export type { AgentOptions } from "./agent/index.ts"
export { cluster, Cluster } from "./backend/index.ts"
export type { ClusterMachine, ClusterOptions } from "./backend/index.ts"
export { brokerConfig } from "./broker/index.ts"
export type { BrokerConfig, ConnectOptions, Member } from "./broker/index.ts"
export { BrokerError, CredentialsError, MachineError } from "./errors/index.ts"
export { createIdentity, identityOf, readCredentials, writeCredentials } from "./identity/index.ts"
export type { Credentials, Identity, Role } from "./identity/index.ts"
