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
export { BrokerError, CredentialsError, MachineError } from "./errors/index.ts"
