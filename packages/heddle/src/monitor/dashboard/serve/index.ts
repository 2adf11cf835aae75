/** The board over HTTP: what a request gets, who may ask, server-sent events, and Node's server. */
export { isLoopback, Token } from "./access.ts"
export { handlerOf } from "./handler.ts"
export type { Profile, Shown } from "./handler.ts"
export { NodeServer } from "./node-server.ts"
export { streamOf } from "./stream.ts"
