import assert from "node:assert/strict"
import { it } from "node:test"
import { worth } from "../../src/jit/emit/vector/index.ts"
import { jit } from "../../src/jit/index.ts"
import { argsOf, functionOf } from "./random-function.ts"
import type { Args } from "./random-function.ts"
import { RandomKernel } from "./random-kernel.ts"

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

function run(seed: number, sums: boolean): void {
  const text = new RandomKernel(seed, sums).text()
  const body = functionOf(text)
  const kernel = jit(body)
  for (const other of [1, 2]) {
    const [given, same] = [argsOf(seed + other), argsOf(seed + other)]
    try {
      const result = kernel(...given)
      assert.equal(difference([result], [kernel.reference(...same)]), "", "the result")
      compare(given, same)
      if (sums) continue
      const original = argsOf(seed + other)
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

function fuzz(sums: boolean): void {
  if (only !== undefined) return run(Number(only), sums)
  const first = Math.floor(Date.now() / 1000) * 1000
  const until = performance.now() + 1000 * seconds
  let seed = first
  while (performance.now() < until) run(seed++, sums)
  assert.ok(seed - first > 10)
}

it(`random kernels give what JavaScript gives, to the last bit, for ${seconds} s`, () => fuzz(false))
it(`what adds up in a prange gives what its reference gives, to the last bit, for ${seconds} s`, () => fuzz(true))
