import type { Attended } from "./attendant.ts"
import { Tap } from "./tap.ts"
import type { ProcessLook, ThreadLook } from "./protocol.ts"

/** A thread that does not answer for so long, in ms, is in native code. */
const answerWithin = 2000

/**
 * Runs on top of whatever the thread runs, so that its frames are below. Nothing of the user's is called: not even what
 * formats stacks.
 */
const question = `(() => {
  const { prepareStackTrace, stackTraceLimit } = Error
  Error.prepareStackTrace = undefined
  Error.stackTraceLimit = 200
  const { stack } = new Error("now")
  Error.prepareStackTrace = prepareStackTrace
  Error.stackTraceLimit = stackTraceLimit
  const cpu = globalThis.process?.threadCpuUsage?.()
  const program = globalThis.process?.argv[1]
  return JSON.stringify({ stack, cpu: cpu && cpu.user + cpu.system, program })
})()`

interface Evaluated {
  readonly result: { readonly value?: string }
}

/** What each thread of this process does now. Rejects if the inspector is not to be had. */
export async function look(attended: Attended): Promise<ProcessLook> {
  const tap = new Tap()
  try {
    const isOpen = await tap.open(answerWithin)
    const known = [{ threadId: 0, name: attended.main ?? "main" }, ...(isOpen ? tap.threads : [])]
    const looks = await Promise.all(known.map(({ threadId }) => lookAt(tap, threadId)))
    return {
      pid: process.pid,
      ppid: process.ppid,
      program: looks[0]!.program ?? "",
      node: process.version,
      uptime: Math.round(process.uptime() * 1000),
      rss: process.memoryUsage.rss(),
      threads: known.map(({ threadId, name }, i) => {
        const { stack, heap, cpu } = looks[i]!
        return { threadId, name, stack, heap, cpu, work: attended.workOf(threadId) }
      }),
    }
  } finally {
    tap.close()
  }
}

type Answer = Pick<ThreadLook, "stack" | "heap" | "cpu"> & { readonly program: string | undefined }

async function lookAt(tap: Tap, threadId: number): Promise<Answer> {
  const [evaluated, usage] = await Promise.all([
    tap.ask(threadId, "Runtime.evaluate", { expression: question, silent: true, returnByValue: true }, answerWithin),
    tap.ask(threadId, "Runtime.getHeapUsage", {}, answerWithin),
  ])
  const text = (evaluated as Evaluated | undefined)?.result.value
  const { stack, cpu, program } = (text === undefined ? {} : JSON.parse(text)) as {
    readonly [name in "stack" | "program"]?: string
  } & { readonly cpu?: number }
  const heap = (usage as { readonly usedSize?: number } | undefined)?.usedSize
  return { stack: stack === undefined ? undefined : framesBelow(stack), heap, cpu, program }
}

/** The frames of what the thread runs, without the question's own. */
function framesBelow(stack: string): string {
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line))
  // What is asked runs in a file without a name.
  const first = frames.findIndex((line) => !/^\s+at (?:.*\()?<anonymous>:\d+:\d+\)?$/.test(line))
  return first < 0 ? "" : frames.slice(first).join("\n")
}
