import { styleText } from "node:util"
import type { ProcessLook, ThreadLook } from "../../core/backend/index.ts"
import { onOneLine } from "../words.ts"
import { linesOf } from "./stack.ts"
import type { StackLine } from "./stack.ts"

/** The stack of each thread of a program. `all`: with the frames of Node and heddle. */
export function dumpOf(looks: readonly ProcessLook[], all: boolean, color: boolean): string {
  const paint = (style: "bold" | "dim" | "cyan", text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text
  return looks
    .flatMap((process) => process.threads.map((thread) => ({ process, thread })))
    .map(({ process, thread }) => {
      const where =
        thread.threadId === 0 ? `process ${process.pid}` : `process ${process.pid}, thread ${thread.threadId}`
      return [`${paint("bold", onOneLine(thread.name))}  ${paint("dim", where)}`, ...framesOf(thread, all)].join("\n")
    })
    .join("\n\n")

  function framesOf({ stack }: ThreadLook, whole: boolean): string[] {
    if (stack === undefined) return ["    no answer: it is in native code (a system call, an addon), or stopped"]
    if (stack === "") return ["    idle: it waits for something to do"]
    const lines = linesOf(stack)
    return whole || !lines.some(({ isProgram }) => isProgram) ? lines.map(lineText) : withoutOthers(lines)
  }

  /** What Node and heddle do between functions of the program is one line. */
  function withoutOthers(lines: readonly StackLine[]): string[] {
    const shown: string[] = []
    let others = 0
    const flush = (): void => {
      if (others > 0) shown.push(paint("dim", `    … ${others} of Node and heddle`))
      others = 0
    }
    for (const line of lines) {
      if (line.isProgram) {
        flush()
        shown.push(lineText(line))
      } else others++
    }
    flush()
    return shown
  }

  function lineText({ name, where }: StackLine): string {
    return `    at ${paint("cyan", onOneLine(name))}  ${onOneLine(where)}`
  }
}
