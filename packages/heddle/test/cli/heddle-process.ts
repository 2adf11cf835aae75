import { spawn } from "node:child_process"
import type { ChildProcessWithoutNullStreams } from "node:child_process"
import { fileURLToPath } from "node:url"

const bin = fileURLToPath(new URL("../../src/cli/bin.ts", import.meta.url))

/** How a command ended, and what it wrote. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** One line of results. */
export interface ResultLine {
  readonly index: number
  readonly input: unknown
  readonly ok: boolean
  readonly value?: unknown
  readonly file?: string
  readonly error?: { readonly name: string; readonly message: string; readonly code?: string; readonly stack?: string }
  readonly ms: number
  readonly attempt: number
}

/** The `heddle` command, running. */
export class HeddleProcess {
  readonly child: ChildProcessWithoutNullStreams
  /** Settles when it has ended and everything that it wrote has arrived. */
  readonly ended: Promise<Ended>
  stdout = ""
  stderr = ""
  readonly #watchers: (() => void)[] = []

  constructor(cwd: string, args: readonly string[], env: Record<string, string> = {}) {
    const { NO_COLOR: _color, CI: _ci, ...inherited } = process.env
    this.child = spawn(process.execPath, ["-C", "@heddle/source", bin, ...args], { cwd, env: { ...inherited, ...env } })
    this.child.stdout.setEncoding("utf8").on("data", (text: string) => this.#wrote("stdout", text))
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => this.#wrote("stderr", text))
    // A command that ends early does not read the rest of its input
    this.child.stdin.on("error", () => {})
    this.ended = new Promise((resolve) => {
      this.child.on("close", (code, signal) => {
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr })
        this.#look()
      })
    })
  }

  /** Resolves when what was written satisfies the condition; rejects if the command ends before. */
  async until(condition: (written: this) => boolean): Promise<void> {
    if (condition(this)) return
    const waiting = Promise.withResolvers<void>()
    this.#watchers.push(() => {
      if (condition(this)) waiting.resolve()
    })
    const early = this.ended.then(({ code, stderr }) => {
      if (!condition(this)) throw new Error(`heddle ended with ${code} before it was expected to: ${stderr}`)
    })
    await Promise.race([waiting.promise, early])
  }

  /** The result lines that are complete. */
  get lines(): number {
    return this.stdout.split("\n").length - 1
  }

  #wrote(stream: "stdout" | "stderr", text: string): void {
    this[stream] += text
    this.#look()
  }

  #look(): void {
    for (const watcher of this.#watchers) watcher()
  }
}

/** Runs `heddle` to its end. */
export async function heddle(cwd: string, args: readonly string[], stdin: string = ""): Promise<Ended> {
  const running = new HeddleProcess(cwd, args)
  running.child.stdin.end(stdin)
  return await running.ended
}

/** The result lines, in the order of their inputs. */
export function results(stdout: string): ResultLine[] {
  return lines(stdout).toSorted((a, b) => a.index - b.index)
}

/** The result lines, as they came. */
export function lines(stdout: string): ResultLine[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ResultLine)
}
