import { loadBeside } from "../../closure/thaw/index.ts"
import type * as sendingModule from "./sending.ts"

type Sending = typeof sendingModule

let loaded: Sending | undefined

/**
 * The encoder of values and errors. Loaded, at once, when a result first does not fit the ring or a task first fails:
 * most workers never need it, and are 1 MB smaller and some ms faster to start without.
 */
export function sending(): Sending {
  return (loaded ??= loadBeside(import.meta.url, "./sending") as Sending)
}
