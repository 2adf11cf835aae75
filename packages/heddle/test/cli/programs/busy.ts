/** All of its threads spin until it is killed, or do as the argument says. */
import { setImmediate } from "node:timers/promises"
import { Pool } from "heddle"
import { addresses } from "../../../src/core/backend/index.ts"

function workerSpins(started: Int32Array): never {
  Atomics.add(started, 0, 1)
  Atomics.notify(started, 0)
  for (;;);
}

function mainSpins(): never {
  for (;;);
}

function count(n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += Math.sqrt(i)
  return sum
}

const how = process.argv[2]
const pool = new Pool({ workers: 2, name: "busy" })
if (how === "exit") {
  await pool.map(count, [2e7, 2e7])
  console.log(process.argv.slice(2).join(" "))
  process.exit(7)
}
const started = new Int32Array(new SharedArrayBuffer(4))
void pool.submit(workerSpins, started)
void pool.submit(workerSpins, started)
for (let there = 0; there < 2; there = Atomics.load(started, 0)) await Atomics.waitAsync(started, 0, there).value
while (!addresses().some(({ pid }) => pid === process.pid)) await setImmediate()
process.stdout.write("ready\n", () => (how === "main" ? mainSpins() : undefined))
