import { timingSafeEqual } from "node:crypto"
import net from "node:net"
import { HeddleError } from "../../core/errors/index.ts"
import { newAddress } from "./address.ts"
import type { Address } from "./address.ts"
import { Peer } from "./peer.ts"

let address: Address | undefined
let server: net.Server | undefined
let holds = 0

/** Where this thread serves its objects. Starts to serve them. */
export function ownAddress(): Address {
  if (address !== undefined) return address
  const fresh = newAddress()
  server = net.createServer((socket) => void new Peer(socket, isKey))
  // It could only fail at once, and then we say so here.
  server.on("error", () => {})
  server.listen({ path: fresh.path, exclusive: true })
  if (!server.listening) throw new HeddleError("the objects of this thread cannot be served: no socket can be opened")
  if (holds === 0) server.unref()
  return (address = fresh)
}

/** Is it this thread that serves there? */
export function isOwn(other: Address): boolean {
  return address !== undefined && other.path === address.path
}

function isKey(key: unknown): boolean {
  if (typeof key !== "string" || key.length !== address!.key.length) return false
  return timingSafeEqual(Buffer.from(key), Buffer.from(address!.key))
}

/** Keeps this program alive while it waits for what somebody else can do. */
export function hold(): void {
  if (++holds === 1) server?.ref()
}

export function unhold(): void {
  if (--holds === 0) server?.unref()
}
