// `node writer.ts <folder> <seed>`: makes one entry after the other, of all sizes, until it is killed; says which are done.
import { Memory } from "../../../src/memory/index.ts"

const [, , folder = "", seed = "0"] = process.argv
const memory = new Memory(folder)
const make = memory.cache((i: number) => ({
  i,
  small: `${i}`.repeat(i % 50),
  large: new Float64Array(((i * 7919) % 60_000) + 1).fill(i),
}))
for (let i = 0; i < 100_000; i++) {
  const n = (i * 31 + Number(seed)) % 40
  await make.force(n)
  process.stdout.write(`${n}\n`)
}
