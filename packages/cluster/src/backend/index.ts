/**
 * A program's part in a cluster: a backend that finds a machine for each worker.
 *
 * ```ts skip needs a broker
 * import { cluster } from "./index.ts"
 * await using machines = await cluster("nats://broker:4222", { credentials: "submitter.json" })
 * console.log(machines.machines.map(({ name, free }) => `${name}: ${free} free`))
 * ```
 */
export { cluster, Cluster } from "./cluster.ts"
export type { ClusterMachine, ClusterOptions } from "./cluster.ts"
