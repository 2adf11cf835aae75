// `node churn.ts <folder> <role> <rounds>`: makes results that others clear, or clears those that others make. Prints what went wrong.
import { Memory } from "../../../src/memory/index.ts"

const [, , folder = "", role = "", rounds = "0"] = process.argv
const memory = new Memory(folder, { itemsLimit: 50 })
memory.on("storage", ({ while: what, error }) => console.log(`${what}: ${error.message}`))
memory.on("damaged", ({ reason }) => console.log(reason))
const make = memory.cache(function make(n: number, isLarge: boolean) {
  return new Float64Array(isLarge ? 40_000 : 500).fill(n)
})
for (let i = 0; i < Number(rounds); i++) {
  try {
    if (role === "clear") await memory.clear()
    else if (role === "reduce") await memory.reduceSize({ itemsLimit: 3 })
    else {
      const list = await make(i % 80, i % 5 === 0)
      if (list[499] !== i % 80) console.log(`${i % 80} is ${list[499]}`)
    }
  } catch (error) {
    console.log(String(error))
  }
  await new Promise(setImmediate)
}
