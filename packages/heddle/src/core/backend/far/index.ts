/**
 * Workers that another program hosts, on this machine or elsewhere: `FarHost` has the process, `FarLane` is its lane, and
 * messages between them may go any way that keeps their order.
 *
 * ```ts skip a fragment: the names around it are internal
 * const lane = new FarLane(spec, sink, () => {})
 * const host = new FarHost(spec, (...pieces) => lane.take(Buffer.concat(pieces)), () => {})
 * lane.attach({ send: (...pieces) => host.take(Buffer.concat(pieces)), drop: () => host.kill(), hold: () => {} }, 1)
 * ```
 */
export { FarHost } from "./far-host.ts"
export { FarLane } from "./far-lane.ts"
export type { Carrier } from "./far-lane.ts"
