import { Worker } from "node:worker_threads"
import { freeze, remapStack } from "../../src/core/closure/index.ts"
import type { FreezeOptions } from "../../src/core/closure/index.ts"
import type { Run } from "./cases.ts"

interface Answer {
  readonly id: number
  readonly value?: unknown
  readonly failure?: { readonly message: string; readonly stack: string }
}

/** One worker that runs functions as a pool does, with nothing of a pool. */
export class TestWorker implements AsyncDisposable {
  readonly #worker: Worker = new Worker(workerFile(), { execArgv: loaderFlags() })
  readonly #waiting: Map<number, { resolve(value: unknown): void; reject(error: Error): void }> = new Map()
  readonly #sent: Set<string> = new Set()
  #last: number = 0

  constructor() {
    this.#worker.unref()
    this.#worker.on("message", (answer: Answer) => this.#settle(answer))
    this.#worker.on("error", (error) => {
      for (const { reject } of this.#waiting.values()) reject(error as Error)
    })
  }

  readonly run: Run = ((fn: Function, ...args: unknown[]) => this.runWith({}, fn, ...args)) as Run

  /** Freezes now; rejects where freezing throws. */
  async runWith(options: FreezeOptions, fn: Function, ...args: unknown[]): Promise<unknown> {
    const { data, codes, transfer } = freeze(fn, options)
    const fresh = codes.filter(({ hash }) => !this.#sent.has(hash))
    for (const { hash } of fresh) this.#sent.add(hash)
    const id = ++this.#last
    return await new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker.ref()
      this.#worker.postMessage({ id, codes: fresh, data, args }, [...transfer] as ArrayBuffer[])
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }

  #settle({ id, value, failure }: Answer): void {
    const { resolve, reject } = this.#waiting.get(id)!
    this.#waiting.delete(id)
    if (this.#waiting.size === 0) this.#worker.unref()
    if (failure === undefined) return resolve(value)
    reject(Object.assign(new Error(failure.message), { stack: remapStack(failure.stack) }))
  }
}

/** The flags that say how modules are loaded; `--input-type` and the like would make a worker fail. */
function loaderFlags(): string[] {
  const flags: string[] = []
  for (const [i, flag] of process.execArgv.entries()) {
    if (/^(?:-C|--conditions|--import|--require|-r)$/.test(flag)) flags.push(flag, process.execArgv[i + 1]!)
    else if (/^--(?:conditions|import|require|enable-source-maps)(?:=|$)/.test(flag)) flags.push(flag)
  }
  return flags
}

/** A built program (test/environments) has no worker beside it. */
function workerFile(): string | URL {
  return process.env["HEDDLE_TEST_WORKER"] ?? new URL("./worker.ts", import.meta.url)
}
