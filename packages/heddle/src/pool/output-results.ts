import { writeResult } from "../core/backend/index.ts"
import type { OutputArray } from "../core/backend/index.ts"
import { atCallSite } from "./call-site.ts"
import type { Results } from "./collect.ts"

/** Results that go into a typed array of the caller's. */
export class OutputResults implements Results {
  readonly #out: OutputArray
  readonly #written: boolean
  readonly #site: Error
  /** Numbers of the first row, 0 where it is a number by itself; and which item it is of. */
  #first: { readonly length: number; readonly index: number } | undefined

  /** `written`: the workers write them, and tell how long their rows are. `site`: where the user called. */
  constructor(out: OutputArray, written: boolean, site: Error) {
    this.#out = out
    this.#written = written
    this.#site = site
  }

  set(index: number, value: unknown): void {
    try {
      this.#check(index, this.#written ? (value as number) : writeResult(this.#out, index, value))
    } catch (error) {
      throw atCallSite(error, this.#site)
    }
  }

  #check(index: number, length: number): void {
    this.#first ??= { length, index }
    if (length === this.#first.length) return
    throw new TypeError(
      `item ${index} returned ${describe(length)}, and item ${this.#first.index} ${describe(this.#first.length)}: \`out\` takes rows of one length`,
    )
  }

  setNumbers(index: number, floats: Float64Array, at: number, count: number): void {
    for (let i = 0; i < count; i++) this.set(index + i, floats[at + i])
  }

  finish(): OutputArray {
    return this.#out
  }
}

function describe(length: number): string {
  return length === 0 ? "a number" : `a row of ${length}`
}
