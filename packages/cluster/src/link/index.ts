/**
 * Messages between two programs that a broker carries and cannot read: whole, in order, once each, or the link ends. Keys are
 * agreed for each link alone; packets are numbered, sealed (AES-256-GCM), sent again after the broker was away, and no more of them are under
 * way than the other side takes.
 *
 * ```ts skip a fragment: the broker and the names around it are internal
 * const exchange = new Exchange()
 * const keys = exchange.agree(theirPublicKey, session, true)
 * const link = new Link({ ...keys, lease: 10_000, send: publish, message: console.log, ended: console.log })
 * link.send(Buffer.from("hello"))
 * ```
 */
export { Exchange } from "./cipher.ts"
export type { LinkKeys } from "./cipher.ts"
export { Link, beatOf } from "./link.ts"
export type { LinkOptions } from "./link.ts"
