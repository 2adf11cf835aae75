/**
 * Objects that live in one thread and are used from any thread of any process: handles, the owner's server, the clients.
 *
 * ```ts skip a fragment: the names around it are internal
 * class CellState {
 *   value: Payload = undefined
 *   get(): Payload { return this.value }
 * }
 * class Cell extends SharedObject {
 *   constructor() { super(new CellState()) }
 *   async get(): Promise<unknown> { return unpack(await invoke(this, "get")) }
 * }
 * defineKind("Cell", Cell)
 * ```
 */
export { sweepSocketFolders } from "./address.ts"
export { Call, Given } from "./call.ts"
export type { HandleWatcher, Party, Watcher } from "./call.ts"
export { deserialize, serialize } from "./frame.ts"
export { release, servedCount } from "./registry.ts"
export { pack, samePayload, unpack } from "./payload.ts"
export type { Payload } from "./payload.ts"
export { defineKind, extraOf, invoke, SharedObject, targetOf } from "./shared-object.ts"
export { peek, read, store } from "./stored.ts"
export type { Stored } from "./stored.ts"
export { LocalTarget } from "./target.ts"
export { timedOut, WaitList } from "./wait-list.ts"
export type { Waiter } from "./wait-list.ts"
