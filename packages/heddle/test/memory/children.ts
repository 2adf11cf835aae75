import { spawn } from "node:child_process"
import type { ChildProcessByStdio } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { fileURLToPath } from "node:url"

/** A program of `programs/` that runs beside the test. */
export interface Child {
  readonly process: ChildProcessByStdio<null, Readable, null>
  /** The next line that it prints; undefined once it has ended. */
  line(): Promise<string | undefined>
  /** All lines from here on; settles when it has ended. */
  rest(): Promise<readonly string[]>
}

export function start(program: string, ...args: readonly string[]): Child {
  const file = fileURLToPath(new URL(`programs/${program}.ts`, import.meta.url))
  const child = spawn(process.execPath, ["-C", "@heddle/source", file, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const ended = once(child, "exit")
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const line = async (): Promise<string | undefined> => {
    const next = await lines.next()
    return next.done === true ? undefined : next.value
  }
  return {
    process: child,
    line,
    async rest() {
      const list: string[] = []
      for (let next = await line(); next !== undefined; next = await line()) list.push(next)
      await ended
      return list
    },
  }
}
