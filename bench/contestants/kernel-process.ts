import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { LineProgram } from "./line-program.ts"
import { kernelsInC } from "./native.ts"
import { pythonWithPeers } from "./venv.ts"

/** A program that keeps data and compiled kernels, and runs one when it is told: kernels.py or kernels.c. */
export class KernelProcess {
  readonly #program: LineProgram
  readonly versions: Readonly<Record<string, string | number>>

  private constructor(program: LineProgram, versions: Readonly<Record<string, string | number>>) {
    this.#program = program
    this.versions = versions
  }

  /** With all its libraries on so many threads. */
  static async start(command: string, args: readonly string[], threads: number): Promise<KernelProcess> {
    const count = String(threads)
    const env = { NUMBA_NUM_THREADS: count, OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count }
    const { program, hello } = await LineProgram.start(command, args, env)
    return new KernelProcess(program, hello as Record<string, string | number>)
  }

  /** Prepares a kernel and its data. Gives the names of those who compute it. */
  async make(kernel: string, size: number): Promise<readonly string[]> {
    return (await this.#program.ask("make", kernel, size)) as readonly string[]
  }

  /** The fastest of so many calls, in ms. */
  async run(name: string, calls: number): Promise<number> {
    return 1000 * ((await this.#program.ask("run", name, calls)) as number)
  }

  /** Its result, after one call; by way of the file. */
  async result(name: string, file: string): Promise<Uint8Array<ArrayBuffer>> {
    await this.#program.ask("save", name, file)
    return new Uint8Array(readFileSync(file))
  }

  close(): void {
    void this.#program.close()
  }
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
