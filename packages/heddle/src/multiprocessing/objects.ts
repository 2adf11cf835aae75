/** Every kind of shared object: what a worker loads when the first handle of one arrives. */
export * from "./channel/index.ts"
export * from "./container/index.ts"
export * from "./sync/index.ts"
