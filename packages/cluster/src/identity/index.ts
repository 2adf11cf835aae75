/**
 * Who one is: a secret, from which come the key that a broker lets in and the key that signs what goes through it.
 *
 * ```ts
 * import { createIdentity, verify } from "./index.ts"
 * const { publicKey, sign } = createIdentity()
 * const bytes = new TextEncoder().encode("a task")
 * console.log(verify(publicKey, bytes, sign(bytes))) // => true
 * ```
 */
export { localCredentials, localFolder, readCredentials, usualCredentials, writeCredentials } from "./credentials.ts"
export type { Credentials, Role } from "./credentials.ts"
export { createIdentity, identityOf, isPublicKey, verify } from "./identity.ts"
export type { Identity } from "./identity.ts"
