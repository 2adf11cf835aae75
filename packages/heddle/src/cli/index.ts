/**
 * The command line. bin.ts checks Node's version and calls main; a folder holds each command.
 *
 * ```ts skip a fragment: the names around it are internal
 * import { main } from "./cli/index.ts"
 * process.exitCode = await main(["map", "./resize.ts", "photos/a.jpg"])
 * ```
 */
export { main } from "./main.ts"
export type { Command } from "./command.ts"
export { StartError } from "./start-error.ts"
