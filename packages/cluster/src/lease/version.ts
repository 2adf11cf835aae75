import { createRequire } from "node:module"

/** The version of heddle that runs here. */
export function heddleVersion(): string {
  try {
    return (createRequire(import.meta.url)("heddle/package.json") as { readonly version: string }).version
  } catch {
    return "unknown"
  }
}
