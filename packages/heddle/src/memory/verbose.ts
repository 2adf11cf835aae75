import { inspect } from "node:util"
import type { MemoryEventStream } from "./events.ts"

const width = 80
/** Of a text among the arguments so much is shown. */
const longest = 700
/** From this level on what is read is told too. */
const everything = 11

/** Prints each call that runs, as joblib does, and from level 11 on each result that is read. */
export function tellCalls(events: MemoryEventStream, verbose: number): void {
  events.on("miss", ({ name, args }) => {
    const list = args
      .map((each) => inspect(each, { depth: 2, maxArrayLength: 100, maxStringLength: longest, breakLength: Infinity }))
      .join(", ")
    console.log(`${"_".repeat(width)}\n[Memory] Calling ${name || "a function"}...\n${name}(${list})`)
  })
  events.on("run", ({ name, took }) => {
    console.log(`${name} - ${seconds(took)}`.padStart(width, "_"))
  })
  if (verbose < everything) return
  events.on("hit", ({ name, key, took }) => console.log(`[Memory] ${seconds(took)}: loading ${name} from ${key}`))
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)}s, ${(ms / 60_000).toFixed(1)}min`
}
