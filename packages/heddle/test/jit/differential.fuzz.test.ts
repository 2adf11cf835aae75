import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { worth } from "../../src/jit/emit/vector/index.ts"
import { jit } from "../../src/jit/index.ts"
import type { JitOptions } from "../../src/jit/index.ts"
import { compiling } from "../../src/jit/run/index.ts"
import { forksAll, gather } from "./gather.ts"
import { argsOf, functionOf } from "./random-function.ts"
import type { Args } from "./random-function.ts"
import { RandomKernel } from "./random-kernel.ts"
import type { Kind } from "./random-kernel.ts"

// Vectors are tried wherever they can be.
worth.least = -Infinity

const seconds = Number(process.env["HEDDLE_FUZZ_SECONDS"] ?? 5)
const only = process.env["HEDDLE_FUZZ_SEED"]

/** NaN is NaN, and -0 is not 0. */
function difference(actual: ArrayLike<unknown>, expected: ArrayLike<unknown>): string {
  return Array.from(expected, (value, i) => [value, actual[i]] as const)
    .flatMap(([value, got], i) => (Object.is(value, got) ? [] : [`${i}: ${String(got)} instead of ${String(value)}`]))
    .join(", ")
}

function run(seed: number, kind: Kind, options: JitOptions = {}): void {
  const text = new RandomKernel(seed, kind).text()
  const body = functionOf(text)
  // With 256 bits now and then: to compile so takes twenty times as long.
  compiling.atOnce = seed % 16 === 0
  const kernel = jit(body, options)
  for (const other of [1, 2]) {
    const args = (): Args => argsOf(seed + other, kind === "plain")
    const [given, same] = [args(), args()]
    try {
      const result = kernel(...given)
      assert.equal(difference([result], [kernel.reference(...same)]), "", "the result")
      compare(given, same)
      if (kind === "sums" || options.fastmath === true) continue
      const original = args()
      assert.equal(difference([result], [body(...original)]), "", "the result of the original")
      compare(given, original)
    } catch (error) {
      throw new Error(`seed ${seed} (HEDDLE_FUZZ_SEED=${seed}), arguments ${other}:\n${text}`, { cause: error })
    }
  }
}

function compare(given: Args, expected: Args): void {
  for (const [i, name] of ["a", "b", "c", "d", "e", "g"].entries()) {
    assert.equal(difference(given[i] as Float64Array, expected[i] as Float64Array), "", name)
  }
}

/** However slow the machine is. */
const fewest = 12

function fuzz(kind: Kind, options?: JitOptions): void {
  if (only !== undefined) return run(Number(only), kind, options)
  const first = Math.floor(Date.now() / 1000) * 1000
  const until = performance.now() + 1000 * seconds
  let seed = first
  while (performance.now() < until || seed - first < fewest) run(seed++, kind, options)
}

it(`random kernels give what JavaScript gives, to the last bit, for ${seconds} s`, () => fuzz("exact"))
it(`what adds up in a prange gives what its reference gives, to the last bit, for ${seconds} s`, () => fuzz("sums"))
it(`plain loops over arrays that overlap give what JavaScript gives, for ${seconds} s`, () => fuzz("plain"))
it(`under fastmath kernels give what their references give, for ${seconds} s`, () => fuzz("sums", { fastmath: true }))

describe("on several threads", () => {
  forksAll()
  for (const threads of [2, 3, 7]) {
    it(`what adds up gives what its reference gives on ${threads}, for ${seconds} s`, async () => {
      await gather(threads)
      fuzz("sums")
    })
  }
})
