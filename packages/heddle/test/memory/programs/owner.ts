// `node owner.ts <folder> hang`: makes a result and never ends. `… end`: the same, and ends.
import { appendFileSync } from "node:fs"
import { join } from "node:path"
import { Memory } from "../../../src/memory/index.ts"

const [, , folder = "", mode = "end"] = process.argv
const memory = new Memory(join(folder, "cache"))
const make = memory.cache(
  (x: number) => {
    appendFileSync(join(folder, "runs"), `${mode}\n`)
    process.stdout.write("running\n")
    // Until it is killed, as a computation that gives no timer a turn.
    if (mode === "hang") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    return x * 2
  },
  { ignore: ["folder", "mode"] },
)
process.stdout.write("calling\n")
process.stdout.write(`${await make(4)}\n`)
