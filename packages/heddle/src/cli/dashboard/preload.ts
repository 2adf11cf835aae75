// Loaded before the program's first module. What the program starts loads it too, and finds nothing to do.
import { isMainThread } from "node:worker_threads"

const told = process.env["HEDDLE_DASHBOARD"]
if (told !== undefined && isMainThread) {
  delete process.env["HEDDLE_DASHBOARD"]
  const { begin } = await import("./begin.ts")
  await begin(JSON.parse(told))
}
