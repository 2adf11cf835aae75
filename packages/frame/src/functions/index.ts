/**
 * Functions of the program's that SQL can call.
 *
 * ```ts
 * import { col, fn, fromColumns, registerFunction } from "@heddle/frame"
 * registerFunction("initials", (name: string) => name.replace(/(\w)\w* ?/g, "$1"), { arguments: ["VARCHAR"], returns: "VARCHAR" })
 * const people = fromColumns({ name: ["Ada Lovelace", "Alan Turing"] })
 * console.log((await people.select({ short: fn("initials", col("name")) }).compute()).column("short")) // => ["AL", "AT"]
 * ```
 */
export { registerFunction } from "./register.ts"
export type { FunctionOptions } from "./register.ts"
export type { FunctionType } from "./values.ts"
