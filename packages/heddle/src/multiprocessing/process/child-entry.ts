/** What a child process runs: first the thread that ends it with its parent, then the target. */
import { readFileSync } from "node:fs"
import { Worker } from "node:worker_threads"
import { deserialize } from "../shared/frame.ts"
import type { ChildStart } from "./child-start.ts"

const here = import.meta.url
const lifeline = new Worker(new URL(here.endsWith(".ts") ? "./lifeline.ts" : "./lifeline.js", here), {
  name: "heddle lifeline",
  execArgv: [],
  argv: [],
  env: {},
})
lifeline.unref()
// Without it nothing would end this process with its parent.
lifeline.on("error", (error) => {
  throw error
})

const bytes = readFileSync(3)
// The parent was gone before it could say what to run.
if (bytes.length === 0) process.exit(1)
const { runChild } = await import("./run-child.ts")
await runChild(deserialize(bytes) as ChildStart)
