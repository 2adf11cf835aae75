/**
 * What a program that was killed could not remove carries its pid and start time in its name, and is swept by the next
 * program that makes the like.
 *
 * ```ts skip a fragment: the names around it are internal
 * const name = `heddle-${ownIdentity()}-sock`
 * const { socketFolders } = sweep()
 * ```
 */
export { isAlive, ownIdentity, startOf } from "./identity.ts"
export { sweepFolder } from "./sweep-folder.ts"
