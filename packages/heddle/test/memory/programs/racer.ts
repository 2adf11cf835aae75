// One of several programs that need the same result: `node racer.ts <folder> <programs>`. Each says when it has arrived; the
// function ends when all have.
import { appendFileSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { Memory } from "../../../src/memory/index.ts"

const [, , folder = "", programs = "1"] = process.argv
const memory = new Memory(join(folder, "cache"))
const slow = memory.cache(
  async (x: number) => {
    appendFileSync(join(folder, "runs"), `${process.pid}\n`)
    while (readdirSync(join(folder, "arrived")).length < Number(programs)) await pause(5)
    return { list: new Float64Array(100_000).fill(x), by: process.pid }
  },
  { ignore: ["folder", "programs"] },
)
writeFileSync(join(folder, "arrived", String(process.pid)), "")
const { list, by } = await slow(7)
process.stdout.write(`${JSON.stringify({ by, sum: list.reduce((a, b) => a + b, 0), ...memory.stats() })}\n`)
