import { AssertionError } from "node:assert"
import { appendFileSync } from "node:fs"
import { inspect } from "node:util"
import type { TestEvent } from "node:test/reporters"

/** What the reporter of one test file writes, one JSON a line. */
export interface Row {
  readonly kind: "begin" | "end" | "pass" | "fail" | "skip"
  readonly name: string
  readonly reason?: string
  readonly detail?: string
}

/**
 * Writes each result at once and synchronously, so that what a file had done is known even if it is killed. Names are
 * paths: "a suite > a test". Prints nothing: what a test prints is shown only if its file fails.
 */
// oxlint-disable-next-line require-yield -- node:test asks for a generator; this one prints nothing
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<never> {
  const file = process.env["HEDDLE_TEST_ROWS"]
  if (file === undefined) throw new Error("HEDDLE_TEST_ROWS names no file")
  const names: string[] = []
  for await (const { type, data } of events) {
    if (type === "test:dequeue") write(file, { kind: "begin", name: data.name })
    if (type === "test:complete") write(file, { kind: "end", name: data.name })
    if (type === "test:start") {
      names.length = data.nesting
      names.push(data.name)
    }
    if (type !== "test:pass" && type !== "test:fail") continue
    names.length = data.nesting
    const name = [...names, data.name].join(" > ")
    const isSuite = data.details.type === "suite"
    const skipped = data.skip ?? data.todo
    if (skipped !== undefined && skipped !== false) {
      write(file, { kind: "skip", name, reason: typeof skipped === "string" ? skipped : "no reason given" })
    } else if (type === "test:fail" && !onlyChildrenFailed(data.details.error)) {
      write(file, { kind: "fail", name, detail: show(data.details.error) })
    } else if (type === "test:pass" && !isSuite) {
      write(file, { kind: "pass", name })
    }
  }
}

function write(file: string, row: Row): void {
  appendFileSync(file, JSON.stringify(row) + "\n")
}

/** A parent fails because a child did: the child has been reported. */
function onlyChildrenFailed(error: Error): boolean {
  return "failureType" in error && error.failureType === "subtestsFailed"
}

function show(error: Error): string {
  const cause = error.cause ?? error
  // An assertion's message holds its values already.
  const text =
    cause instanceof AssertionError ? (cause.stack ?? cause.message) : inspect(cause, { depth: 6, colors: false })
  return text.replace(/\n +at [^\n]*\(?node:internal[^\n{]*/g, "").replace(/\n +at [^\n]*node:async_hooks[^\n{]*/g, "")
}
