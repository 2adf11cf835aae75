import { setImmediate as turn } from "node:timers/promises"

/** Resolves when `holds` gives true; the event loop turns in between. For what another thread or process is about to do. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await turn()
}
