import { HeddleError, isOwnFile } from "../core/errors/index.ts"
import { remapStack } from "../core/closure/index.ts"

const framesKept = 12

/** Where the user called us. Read its stack only when something fails: taking it is cheap, printing it is not. */
export function callSite(): Error {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = framesKept
  const site = new Error("called from")
  Error.stackTraceLimit = stackTraceLimit
  return site
}

/** Calls in one turn after which a further one with the same function is taken for a round of the same loop. */
const surelyLoop = 32

/** Call sites of a pool. In a loop that submits thousands of calls, an error object for each would be half of the price. */
export class CallSites {
  #turn = -1
  #count = 0
  #fn: Function | undefined
  #site: Error | undefined

  /** Where the user called us with `fn`, in this turn of the scheduler. */
  of(fn: Function, turn: number): Error {
    if (turn !== this.#turn) {
      this.#turn = turn
      this.#count = 0
      this.#site = undefined
    }
    if (++this.#count > surelyLoop && this.#site !== undefined && sameCode(fn, this.#fn!)) return this.#site
    this.#fn = fn
    return (this.#site = callSite())
  }

  /** A call site holds what its frames were called on: the pool itself, which could never be collected. */
  clear(): void {
    this.#site = this.#fn = undefined
  }

  /** Where the user called us. */
  here(): Error {
    return callSite()
  }

  /** What a task threw, with a stack that ends in the caller's frames. */
  complete(error: unknown, site: Error): unknown {
    return atCallSite(error, site)
  }
}

function sameCode(a: Function, b: Function): boolean {
  return a === b || Function.prototype.toString.call(a) === Function.prototype.toString.call(b)
}

/** What tasks threw. */
const thrown = new WeakSet<object>()

/** Has a task thrown this, and the library passed it on? */
export function isThrownByTask(error: unknown): boolean {
  return typeof error === "object" && error !== null && thrown.has(error)
}

/** Completes the stack of what a task threw: its own frames at their original places, then the caller's. Returns the same value. */
export function atCallSite(error: unknown, site: Error): unknown {
  if (typeof error !== "object" || error === null) return error
  if (!(error instanceof HeddleError)) thrown.add(error)
  if (!(error instanceof Error)) return error
  try {
    mendStacks(error, new Set())
    const caller = callerFrames(site)
    if (caller !== "" && typeof error.stack === "string" && !error.stack.includes(separator)) {
      define(error, `${error.stack}\n${separator}\n${caller}`)
    }
  } catch {
    // A frozen error keeps the stack that it came with.
  }
  return error
}

/** In a bundled program the workers' side still comes from the installed package. */
const workerFile = /[/\\]core[/\\]backend[/\\]worker[/\\][\w-]+\.[jt]s:\d/

const separator = "    --- called from ---"

function mendStacks(error: Error, seen: Set<unknown>): void {
  if (seen.has(error)) return
  seen.add(error)
  if (typeof error.stack === "string") {
    const [head, rest] = split(remapStack(error.stack), error.message)
    define(error, [head, ...frames(rest)].join("\n"))
  }
  if (error.cause instanceof Error) mendStacks(error.cause, seen)
  if (error instanceof AggregateError)
    for (const inner of error.errors) if (inner instanceof Error) mendStacks(inner, seen)
}

function define(error: Error, stack: string): void {
  Object.defineProperty(error, "stack", { value: stack, writable: true, configurable: true, enumerable: false })
}

/** The message, which may have several lines (and lines that look like frames), and the frames. */
function split(stack: string, message: string): readonly [string, string] {
  const from = message === "" ? -1 : stack.indexOf(message)
  const at = stack.slice(Math.max(0, from + message.length)).search(/\n\s+at /)
  if (at < 0) return [stack, ""]
  const end = at + Math.max(0, from + message.length)
  return [stack.slice(0, end), stack.slice(end + 1)]
}

/** The user's frames of a call site, a line each. */
export function callerFrames(site: Error | undefined): string {
  return frames(site?.stack).join("\n")
}

function frames(stack: string | undefined): string[] {
  if (stack === undefined) return []
  return stack
    .split("\n")
    .filter(
      (line) =>
        /^\s+at /.test(line) &&
        !isOwnFile(line) &&
        !workerFile.test(line) &&
        !line.includes("(node:internal") &&
        !line.includes("at node:internal"),
    )
}
