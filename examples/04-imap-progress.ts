/**
 * Results while the rest is still computed: imap gives them in order, imapUnordered as they finish.
 *
 * Inputs are pulled as they are needed, so the input may be endless, and a loop that stops early stops the work.
 *
 *   node 04-imap-progress.ts 200000
 */
import assert from "node:assert/strict"
import { Pool, range } from "heddle"

const size = Number(process.argv[2] ?? 20_000)

/** How many steps the Collatz sequence takes from n to 1. */
function collatz(n: number): number {
  let steps = 0
  for (let x = n; x !== 1; steps++) x = x % 2 === 0 ? x / 2 : 3 * x + 1
  return steps
}

await using pool = new Pool()

// In order, with a line of progress for each tenth.
let [longest, start, done] = [0, 1, 0]
for await (const steps of pool.imap(collatz, range(1, size + 1))) {
  done++
  if (steps > longest) [longest, start] = [steps, done]
  if (done % (size / 10) === 0) console.log(`${String((100 * done) / size).padStart(3)}%  longest so far: ${longest}`)
}
const serial = Array.from(range(1, size + 1), collatz)
assert.equal(longest, Math.max(...serial))
assert.equal(start, serial.indexOf(longest) + 1)

// As they finish: the order is not promised, the set is.
const lengths = new Set<number>()
for await (const steps of pool.imapUnordered(collatz, range(1, size + 1))) lengths.add(steps)
assert.deepEqual(lengths, new Set(serial))

// An endless input: only what is needed is computed.
function* naturals(): Generator<number> {
  for (let n = 1; ; n++) yield n
}
let number = 0
for await (const steps of pool.imap(collatz, naturals())) {
  number++
  if (steps > 100) break
}
assert.equal(number, 27)
console.log(
  `of the numbers up to ${size}, ${start} takes the most steps, ${longest}; ${number} is the first with over 100`,
)
