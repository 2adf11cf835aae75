import assert from "node:assert/strict"
import { availableParallelism } from "node:os"
import { describe, it } from "node:test"
import { runProgram } from "./run-program.ts"

/** Law 7, and what only a whole program shows. */
interface Expected {
  readonly stdout: string
  readonly code?: number
  readonly stderr?: RegExp
  readonly flags?: readonly string[]
}

const programs: Readonly<Record<string, readonly [sentence: string, expected: Expected]>> = {
  idle: ["ends by itself with an idle pool open", { stdout: "[ 2, 3, 4 ]\n" }],
  neverUsed: ["ends by itself with a pool that was never used", { stdout: "2\n" }],
  defaultPool: ["ends by itself after using the default pool", { stdout: "[ 2, 3 ] 3\n" }],
  pending: ["stays until what is pending has settled, though nobody awaits it", { stdout: "first\nsecond\n" }],
  pendingMap: ["stays until a map that nobody awaits is done", { stdout: "1000\n" }],
  pendingLocal: ["stays until a task in its own thread is done", { stdout: "done\n" }],
  leftStream: ["ends with a stream that was read only once", { stdout: "0\n" }],
  closedHalfRead: [
    "close ends a stream without an end that was left half read",
    { stdout: "0\nclosed\nPoolClosedError\n" },
  ],
  closedFinishes: ["close finishes a stream that was left half read", { stdout: "0\nclosed\n1\n" }],
  aborted: ["ends after an abort", { stdout: "AbortError\n" }],
  exits: ["process.exit ends it at once, with a task that spins", { stdout: "", code: 7 }],
  throws: [
    "an uncaught error ends it at once, with a task that spins",
    { stdout: "", code: 1, stderr: /program's own/ },
  ],
  closed: ["ends after its pool is closed", { stdout: "1\n" }],
  terminated: ["terminate settles a hundred tasks that would spin", { stdout: "terminated\n" }],
  order: [
    "prints what tasks print in its place",
    {
      stdout: "main 1\ntask 1\nmain 2\nitem 1\nitem 2\nitem 3\nno newline; main 3\n",
      stderr: /^main error\n$/,
    },
  ],
  spinningPrints: ["prints what a task prints before it spins", { stdout: "before the loop\nafter the loop\n" }],
  unobserved: [
    "tells once of a failure that nobody looked at, with the submitting stack",
    { stdout: "nobody looks true true\n" },
  ],
  unobservedText: [
    "tells of what was thrown and is no error with the submitting stack too",
    { stdout: "text true false\nmapped true false\n" },
  ],
  warnedOfText: [
    "warns of it with the submitting stack where nobody listens",
    { stdout: "", stderr: /HeddleWarning.*: text\n\s+at submitHere .*endings\.ts/s },
  ],
  collected: ["tells of it when the future is collected", { stdout: "collected\n1\n", flags: ["--expose-gc"] }],
  observed: ["does not tell of failures that were looked at, or were an argument", { stdout: "closed\n" }],
  warned: ["warns of it where nobody listens", { stdout: "", stderr: /HeddleWarning.*nobody looks/s }],
  leftOpen: ["warns of it at the end, with the pool open", { stdout: "", stderr: /HeddleWarning.*nobody looks/s }],
  nested: ["pools in tasks work, closed or forgotten", { stdout: "[[1,2,3],[10,20,30]]\n5\n" }],
  nestedAndTerminated: ["terminate ends the pools of its tasks too", { stdout: "terminated\n" }],
  large: ["a result of 300 MB and one of 300,000 objects arrive whole", { stdout: "300000000 7 7\n300000 n299999\n" }],
  tiny: ["a hundred thousand tiny submits all settle", { stdout: "4999950000\n" }],
  million: ["a million items through imap keep memory bounded", { stdout: "1000000 500000500000 bounded\n" }],
  largeItems: ["items of 1 MB through imap keep memory bounded", { stdout: "2000 bounded\n" }],
  results: ["results that nobody holds are freed", { stdout: "bounded\n" }],
}

describe("a program", { concurrency: availableParallelism() }, () => {
  for (const [name, [sentence, expected]] of Object.entries(programs)) {
    it(sentence, async () => {
      const { code, signal, stdout, stderr } = await runProgram("endings.ts", name, expected.flags)
      assert.equal(signal, null, `it hung: ${stdout}${stderr}`)
      assert.equal(stdout, expected.stdout, stderr)
      assert.match(stderr, expected.stderr ?? /^$/)
      assert.equal(code, expected.code ?? 0)
    })
  }
})
