// `node reader.ts <folder> <numbers…>`: squares them as somebody who may not write to the folder, where that can be. Prints what came of it.
import { Memory } from "../../../src/memory/index.ts"

const [, , folder = "", ...numbers] = process.argv
if (folder.endsWith("locked") && process.getuid?.() === 0) process.setuid!(65_534)
const memory = new Memory(folder)
const told: string[] = []
memory.on("storage", ({ while: what, error }) => told.push(`${what}: ${(error as NodeJS.ErrnoException).code}`))
const square = memory.cache(function square(x: number) {
  return x * x
})
const cube = memory.cache(function cube(x: number) {
  return x ** 3
})
const squares: number[] = []
for (const number of numbers) squares.push(await square(Number(number)), await cube(Number(number)))
const { hits, misses } = memory.stats()
console.log(JSON.stringify({ squares, hits, misses, told }))
