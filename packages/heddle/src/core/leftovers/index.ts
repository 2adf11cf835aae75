/**
 * What a program that was killed could not remove carries its pid and start time in its name, and is swept by the next
 * program that makes the like.
 *
 * ```ts skip a fragment: the names around it are internal
 * const name = `heddle-${ownIdentity()}-sock`
 * sweepFolder(tmpdir(), "heddle-", (entry) => rmSync(path.join(tmpdir(), entry)))
 * ```
 */
export { bePartOf, isAlive, isPart, ownIdentity, program } from "./identity.ts"
export { sweepFolder } from "./sweep-folder.ts"
