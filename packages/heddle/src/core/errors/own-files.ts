import path from "node:path"
import { pathToFileURL } from "node:url"

/** Undefined or empty in a bundle whose output is CommonJS. */
const here: string | undefined = import.meta.url

/** The folder of this library's files, as a URL; undefined in a bundle, where they cannot be told from the program's. */
export const ownFiles: string | undefined = /^(.*\/)core\/errors\/own-files\.[jt]s$/.exec(here ?? "")?.[1]

/** Is this file, given by a URL or a path in a stack, one of this library's? */
export function isOwnFile(file: string): boolean {
  return ownFiles !== undefined && file.includes(ownFiles)
}

/** The URL of a module of ours to resolve others from: the bundle's, if there is one. */
export const ownModule: string = here ? here : pathToFileURL(path.resolve(process.argv[1] ?? "index.js")).href
