import { parentPort } from "node:worker_threads"
import { addCode } from "../../src/core/closure/index.ts"
import type { CodeUnit } from "../../src/core/closure/index.ts"
import { decode, prepare } from "../../src/core/wire/index.ts"

/** What a test worker is asked to do. */
export interface Request {
  readonly id: number
  readonly codes: readonly CodeUnit[]
  readonly data: unknown
  readonly args: readonly unknown[]
}

parentPort!.on("message", (request: Request) => void answer(request))

async function answer({ id, codes, data, args }: Request): Promise<void> {
  try {
    for (const code of codes) addCode(code)
    await prepare(data)
    const fn = decode(data) as (...args: readonly unknown[]) => unknown
    parentPort!.postMessage({ id, value: await fn(...args) })
  } catch (error) {
    const { message, stack } = error as Error
    parentPort!.postMessage({ id, failure: { message, stack } })
  }
}
