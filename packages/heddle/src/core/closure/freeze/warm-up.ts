import { isInspectorAllowed } from "../capture/index.ts"
import { freeze } from "./freeze.ts"

let isWarm = false

/**
 * Does now what the first capture of a program needs once: 50 ms for V8's list of scripts, some more for the parser's
 * first steps. To be called while workers start, which takes as long.
 */
export function warmUp(): void {
  if (isWarm || !isInspectorAllowed()) return
  isWarm = true
  const captured = { in: "heddle" }
  freeze(() => captured.in)
}
