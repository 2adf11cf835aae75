/**
 * What programs and machines say to each other before they have a link: signed, so that nothing is decoded that was not said by
 * somebody who is trusted.
 *
 * ```ts
 * import { createIdentity } from "../identity/index.ts"
 * import { open, seal } from "./index.ts"
 * const [program, stranger] = [createIdentity(), createIdentity()]
 * const trusts = [program.publicKey]
 * console.log(open(seal(program, "lease", { worker: 1 }), "lease", trusts)) // => { worker: 1 }
 * console.log(open(seal(stranger, "lease", { worker: 1 }), "lease", trusts)) // => undefined
 * ```
 */
export { open, seal } from "./envelope.ts"
export type { Purpose } from "./envelope.ts"
export { protocol, subjects } from "./protocol.ts"
export type { DrainReply, DrainRequest, LeaseReply, LeaseRequest, MachineNews, WorkerWish } from "./protocol.ts"
export { isAsking, isNews, isReply, isRequest } from "./shape.ts"
export { heddleVersion } from "./version.ts"
