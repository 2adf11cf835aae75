import { fetchedScripts, isInspectorAllowed, listScripts } from "../capture/index.ts"
import { freeze } from "./freeze.ts"

let isWarm = false

/**
 * Does now what the first captures of a program need once: 50 ms for V8's list of scripts, some more for the parser's
 * first steps. To be called while nothing is captured and workers start, which takes as long; does nothing after the first capture.
 */
export function warmUp(): void {
  if (isWarm || fetchedScripts().length > 0 || !isInspectorAllowed()) return
  isWarm = true
  listScripts()
  const captured = { in: "heddle" }
  freeze(() => captured.in)
}
