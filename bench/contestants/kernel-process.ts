import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { readFileSync } from "node:fs"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { kernelsInC } from "./native.ts"
import { pythonWithPeers } from "./venv.ts"

/** A program that keeps data and compiled kernels, and runs one when it is told: kernels.py or kernels.c. */
export class KernelProcess {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly versions: Readonly<Record<string, string | number>>

  private constructor(
    child: ChildProcess,
    lines: AsyncIterator<string>,
    versions: Readonly<Record<string, string | number>>,
  ) {
    this.#child = child
    this.#lines = lines
    this.versions = versions
  }

  /** With all its libraries on so many threads. */
  static async start(command: string, args: readonly string[], threads: number): Promise<KernelProcess> {
    const count = String(threads)
    const env = {
      ...process.env,
      NUMBA_NUM_THREADS: count,
      OMP_NUM_THREADS: count,
      OPENBLAS_NUM_THREADS: count,
    }
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], env })
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    return new KernelProcess(child, lines, JSON.parse(await next(lines, command)) as Record<string, string | number>)
  }

  /** Prepares a kernel and its data. Gives the names of those who compute it. */
  async make(kernel: string, size: number): Promise<readonly string[]> {
    return (await this.#ask("make", kernel, size)) as readonly string[]
  }

  /** The fastest of so many calls, in ms. */
  async run(name: string, calls: number): Promise<number> {
    return 1000 * ((await this.#ask("run", name, calls)) as number)
  }

  /** Its result, after one call; by way of the file. */
  async result(name: string, file: string): Promise<Uint8Array<ArrayBuffer>> {
    await this.#ask("save", name, file)
    return new Uint8Array(readFileSync(file))
  }

  async #ask(...words: readonly (string | number)[]): Promise<unknown> {
    this.#child.stdin!.write(`${words.join("\t")}\n`)
    return JSON.parse(await next(this.#lines, words.join(" ")))
  }

  close(): void {
    this.#child.stdin!.end()
  }
}

async function next(lines: AsyncIterator<string>, asked: string): Promise<string> {
  const { value, done } = await lines.next()
  if (done === true) throw new Error(`a program of the peers ended when it was asked: ${asked}`)
  return value
}

/** Numba and NumPy; undefined where they are not to be had. */
export function numba(threads: number): Promise<KernelProcess> | undefined {
  const python = pythonWithPeers()
  const file = fileURLToPath(new URL("kernels.py", import.meta.url))
  return python === undefined ? undefined : KernelProcess.start(python, [file], threads)
}

/** C, compiled with these flags; undefined where there is no gcc. */
export function c(threads: number, name: string, ...flags: readonly string[]): Promise<KernelProcess> | undefined {
  const program = kernelsInC(name, ...flags)
  return program === undefined ? undefined : KernelProcess.start(program, [], threads)
}
