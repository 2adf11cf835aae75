import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { ownTicks } from "../other-programs.ts"

/** A program that is told what to do by lines, and answers each of them with a line of JSON. */
export class LineProgram {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #ended: Promise<unknown>

  private constructor(child: ChildProcess, lines: AsyncIterator<string>) {
    this.#child = child
    this.#lines = lines
    this.#ended = once(child, "exit")
  }

  /** The program, and the line that it begins with. */
  static async start(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ program: LineProgram; hello: unknown }> {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ...env } })
    const program = new LineProgram(child, createInterface({ input: child.stdout })[Symbol.asyncIterator]())
    return { program, hello: await program.#answer(command) }
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** What it answers to these words. */
  ask(...words: readonly (string | number)[]): Promise<unknown> {
    this.#child.stdin!.write(`${words.join("\t")}\n`)
    return this.#answer(words.join(" "))
  }

  async #answer(asked: string): Promise<unknown> {
    const { value, done } = await this.#lines.next()
    if (done === true) throw new Error(`a program of the peers ended when it was asked: ${asked}`)
    return JSON.parse(value) as unknown
  }

  /** It ends with its input. */
  async close(): Promise<void> {
    ownTicks()
    this.#child.stdin!.end()
    await this.#ended
    ownTicks()
  }
}
