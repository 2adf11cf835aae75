/**
 * A loop with three outputs, and a variable from outside it.
 *
 *   output1, output2, output3 = [], [], []
 *   for j in range(0, 10):
 *       out1, out2, out3 = calc_stuff(parameter = j * offset)
 *       output1.append(out1); output2.append(out2); output3.append(out3)
 */
import assert from "node:assert/strict"
import { Pool, range, unzip } from "heddle"

const steps = Number(process.argv[2] ?? 200_000)

function calcStuff(parameter: number): [sum: number, label: string, even: boolean] {
  let sum = 0
  for (let i = 0; i < steps; i++) sum += Math.sin(i * parameter)
  return [sum, `parameter ${parameter}`, parameter % 2 === 0]
}

const offset = 3

const output1: number[] = []
const output2: string[] = []
const output3: boolean[] = []
for (const j of range(0, 10)) {
  const [out1, out2, out3] = calcStuff(j * offset)
  output1.push(out1)
  output2.push(out2)
  output3.push(out3)
}

// In parallel. The arrow function captures `offset` and `calcStuff`, which captures `steps`: they travel with it.
// `unzip` turns rows into columns, each with the type of its column.
await using pool = new Pool({ workers: 4 })
const rows = await pool.map((j) => calcStuff(j * offset), range(0, 10))
const [sums, labels, evens]: [number[], string[], boolean[]] = unzip(rows)

assert.deepEqual([sums, labels, evens], [output1, output2, output3])
console.log(sums.map((sum) => sum.toFixed(3)).join("  "))
console.log(labels.join(", "))
console.log(evens.join(", "))
