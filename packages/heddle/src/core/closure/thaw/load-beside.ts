import { createRequire } from "node:module"
import { quietly } from "./quietly.ts"

/** A module of ours, loaded at once when it is first needed: `path` is relative to the module at `from`, without its ending. */
export function loadBeside(from: string, path: string): unknown {
  const file = `${path}${from.endsWith(".ts") ? ".ts" : ".js"}`
  return quietly(() => createRequire(from)(file) as unknown)
}
