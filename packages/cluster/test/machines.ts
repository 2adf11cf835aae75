import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const program = fileURLToPath(new URL("machine.ts", import.meta.url))

/** A machine with so many places, as a process of its own. */
export async function startMachine(credentials: string, workers = 2, name = "machine"): Promise<TestMachine> {
  const child = spawn(process.execPath, ["-C", "@heddle/source", program, credentials, String(workers), name], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const machine = new TestMachine(child)
  const [said] = (await Promise.race([once(child.stdout, "data"), once(child, "exit")])) as [unknown]
  if (!String(said).startsWith("joined")) throw new Error(`the machine has not joined: ${String(said)}`)
  return machine
}

export class TestMachine implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #gone: Promise<unknown>

  constructor(child: ChildProcess) {
    this.#child = child
    this.#gone = once(child, "exit")
    process.once("exit", this.#endNow)
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL")
    await this.#gone
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.removeListener("exit", this.#endNow)
    this.#child.kill("SIGKILL")
    await this.#gone
  }

  readonly #endNow = (): void => void this.#child.kill("SIGKILL")
}
