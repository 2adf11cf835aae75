/** One file for each part of the machine that heddle needs. */
export { leftovers, temporaryFolder } from "./folders.ts"
export { kernels, webAssembly } from "./kernels.ts"
export { memory, processors, sharedMemory, thisMachine } from "./machine.ts"
export type { Machine } from "./machine.ts"
export { addressOf, nats } from "./nats.ts"
export { inspector, node } from "./node.ts"
export { optionalPackages } from "./packages.ts"
export { pool } from "./pools.ts"
