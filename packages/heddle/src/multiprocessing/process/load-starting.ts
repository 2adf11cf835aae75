import { loadBeside } from "../../core/closure/thaw/index.ts"
import type * as startingModule from "./start-child.ts"

type Starting = typeof startingModule

let loaded: Starting | undefined

/** What starts children, with the parser and the inspector. Loaded at once when it is first needed: most children start none. */
export function starting(): Starting {
  return (loaded ??= loadBeside(import.meta.url, "./start-child") as Starting)
}
