/**
 * The broker: how nats-server is to be configured, and the connection to it.
 *
 * ```ts
 * import { createIdentity } from "../identity/index.ts"
 * import { brokerConfig } from "./index.ts"
 * const [program, machine] = [createIdentity(), createIdentity()]
 * const text = brokerConfig({ port: 4222, store: "/var/lib/heddle", submitters: [program], agents: [machine] })
 * console.log(text.includes(program.natsKey)) // => true
 * console.log(text.includes(program.seed)) // => false
 * ```
 */
export { brokerConfig } from "./config.ts"
export type { BrokerConfig, Member } from "./config.ts"
export { connectBroker } from "./connect.ts"
export type { Broker, ConnectOptions } from "./connect.ts"
