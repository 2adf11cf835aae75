import { writeResult } from "../core/backend/index.ts"
import type { OutputArray } from "../core/backend/index.ts"
import type { Results } from "./collect.ts"

/** Results that go into a typed array of the caller's. */
export class OutputResults implements Results {
  readonly #out: OutputArray
  readonly #written: boolean

  /** `written`: the workers write them. */
  constructor(out: OutputArray, written: boolean) {
    this.#out = out
    this.#written = written
  }

  set(index: number, value: unknown): void {
    if (!this.#written) writeResult(this.#out, index, value)
  }

  setNumbers(index: number, floats: Float64Array, at: number, count: number): void {
    for (let i = 0; i < count; i++) this.set(index + i, floats[at + i])
  }

  finish(): OutputArray {
    return this.#out
  }
}
