import path from "node:path"
import { pathToFileURL } from "node:url"

/** Where the file is, for every thread: a path counts from the current folder, as it does for a `Worker`. */
export function fileUrl(file: URL | string): string {
  if (file instanceof URL) return file.href
  return !path.isAbsolute(file) && URL.canParse(file) ? file : pathToFileURL(path.resolve(file)).href
}

/** Imports a file in this worker and calls what it exports. Workers import this function by name. */
export async function runFile(file: string, name: string, argument: unknown): Promise<unknown> {
  const module = (await import(file)) as Record<string, unknown>
  const fn = module[name]
  if (typeof fn !== "function") {
    throw new TypeError(`${file} has no function '${name}'; it exports ${Object.keys(module).join(", ") || "nothing"}`)
  }
  return (fn as (argument: unknown) => unknown)(argument)
}
