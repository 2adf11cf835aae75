// `node many.ts <folder> <calls> <size>`: makes results of so many bytes, all at the same time, and reads them so. Prints what came of it.
import { Memory } from "../../../src/memory/index.ts"

const [, , folder = "", calls = "0", size = "0"] = process.argv
const memory = new Memory(folder)
const troubles = new Set<string>()
memory.on("storage", ({ while: what, error }) => troubles.add(`${what}: ${error.message}`))
let runs = 0
const make = (n: number, length: number): Uint8Array => {
  runs++
  return new Uint8Array(length).fill(n)
}
const validated = memory.cache(make, { ignore: ["runs"], validate: async () => (await one(1)) === 1 })
const one = memory.cache((x: number) => x)
const cached = memory.cache(make, { ignore: ["runs"] })
const all = async (fn: typeof cached): Promise<number> => {
  const list = await Promise.all(Array.from({ length: Number(calls) }, (_, n) => fn(n, Number(size))))
  return list.filter((bytes, n) => bytes.length === Number(size) && bytes[0] === n % 256).length
}
const right = [await all(cached), await all(cached), await all(validated)]
console.log(JSON.stringify({ right, runs, troubles: [...troubles] }))
