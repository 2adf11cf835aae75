/**
 * What every primitive of this room is made of: a state in shared memory that threads change one at a time, undone if
 * the thread dies half way; who owns what; how threads wait, and how handles travel. ../README.md tells how it works.
 *
 * ```ts skip a fragment: the names around it are internal
 * const ticket = state.update(rules, () => state.add(Status.waiting, owner, 0)) // one at a time, all or nothing
 * await waitFor({ poll: () => collect(ticket), cancel: () => giveUp(ticket) }, options)
 * ```
 */
export { arrived, mustShare, travels } from "./handle.ts"
export type { Packed } from "./handle.ts"
export { currentOwner, ownedHere } from "./owner.ts"
export type { Leaving, Owner } from "./owner.ts"
export { SharedState } from "./state.ts"
export type { Rules } from "./state.ts"
export { Field, Status, recordWords, recordsAt, usedWord, userWord } from "./layout.ts"
export { Memory } from "./memory.ts"
export { blockFor, waitFor } from "./wait.ts"
export type { Line, Pending, WaitOptions } from "./wait.ts"
export { world } from "./world.ts"
export type { World } from "./world.ts"
