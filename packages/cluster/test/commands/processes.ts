import { HeddleProcess } from "../../../heddle/test/cli/heddle-process.ts"

export { heddle } from "../../../heddle/test/cli/heddle-process.ts"

/** The `heddle` command, running until the end of the block at most. */
export class Running extends HeddleProcess implements AsyncDisposable {
  constructor(cwd: string, args: readonly string[], env: Record<string, string> = {}) {
    super(cwd, args, env)
    process.once("exit", this.#endNow)
  }

  /** Resolves when it has said this. */
  async says(text: string): Promise<void> {
    await this.until(({ stdout }) => stdout.includes(text))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.removeListener("exit", this.#endNow)
    this.child.kill("SIGKILL")
    await this.ended
  }

  readonly #endNow = (): void => void this.child.kill("SIGKILL")
}
