import assert from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { after, describe, it } from "node:test"
import { compile } from "../../src/jit/front/index.ts"
import { jit, KernelCompileError } from "../../src/jit/index.ts"
import { compiling } from "../../src/jit/run/index.ts"
import { nativeProblem, nativeVariants } from "../../src/jit/run/native/index.ts"
import { sourceOf } from "./native-kernel.ts"
import { bigArgsOf, bigFunctionOf, RandomBigints } from "./random-bigints.ts"
import type { BigArgs } from "./random-bigints.ts"

const seconds = Number(process.env["HEDDLE_FUZZ_SECONDS"] ?? 5)
const only = process.env["HEDDLE_FUZZ_SEED"]

type Outcome = { readonly value: unknown; readonly args: BigArgs } | { readonly error: RangeError }

function outcome(fn: (...args: BigArgs) => unknown, args: BigArgs): Outcome {
  try {
    return { value: fn(...args), args }
  } catch (error) {
    if (error instanceof RangeError) return { error }
    throw error
  }
}

/** What became of one kernel: how often it gave something, and whether it could be compiled. */
function run(seed: number): { given: number; refused: boolean } {
  const text = new RandomBigints(seed).text()
  const body = bigFunctionOf(text)
  compiling.atOnce = false
  const kernel = jit(body)
  let given = 0
  for (const other of [1, 2, 3]) {
    try {
      const mine = outcome(kernel, bigArgsOf(seed + other))
      const reference = outcome(kernel.reference, bigArgsOf(seed + other))
      if ("error" in mine) {
        assert.equal("error" in reference ? reference.error.message : "none", mine.error.message)
        const isJavaScripts = mine.error.message.endsWith("divides by 0n")
        if (isJavaScripts) assert.throws(() => body(...bigArgsOf(seed + other)), RangeError)
        continue
      }
      assert.deepEqual(mine, reference)
      assert.deepEqual(mine, outcome(body, bigArgsOf(seed + other)))
      given++
    } catch (error) {
      if (error instanceof KernelCompileError && /fits? in/.test(error.message)) return { given: 0, refused: true }
      throw new Error(`seed ${seed} (HEDDLE_FUZZ_SEED=${seed}), arguments ${other}:\n${text}`, { cause: error })
    }
  }
  return { given, refused: false }
}

it(`random kernels of bigints give what JavaScript gives, or say that 64 bits are too few, for ${seconds} s`, () => {
  if (only !== undefined) {
    run(Number(only))
    return
  }
  const first = Math.floor(Date.now() / 1000) * 1000
  const until = performance.now() + 1000 * seconds
  let [seed, given, refused] = [first, 0, 0]
  // However slow the machine is.
  while (performance.now() < until || seed - first < 20) {
    const one = run(seed++)
    given += one.given
    refused += Number(one.refused)
  }
  const kernels = seed - first
  assert.ok(given > kernels, `${given} results of ${kernels} kernels`)
  assert.ok(refused < kernels / 3, `${refused} of ${kernels} kernels were refused`)
})

describe("as native code", { skip: nativeProblem() ?? false }, () => {
  const cache = mkdtempSync(path.join(tmpdir(), "heddle-test-"))
  process.env["XDG_CACHE_HOME"] = cache
  after(() => rmSync(cache, { recursive: true }))

  /** A few kernels as one library; gives the next seed. */
  function fuzz(first: number): number {
    const list = Array.from({ length: 24 }, (_, i) => {
      const text = new RandomBigints(first + i).text()
      return { text, seed: first + i, from: sourceOf(bigFunctionOf(text), bigArgsOf(first + i + 1)) }
    })
    const compiled = list.filter(({ from }) => {
      try {
        compile(from.source, from.types)
        return true
      } catch (error) {
        if (error instanceof KernelCompileError) return false
        throw error
      }
    })
    const natives = nativeVariants(compiled.map(({ from }) => from))
    for (const [i, { text, seed }] of compiled.entries()) {
      const kernel = natives[i]!
      const run = (name: "call" | "reference"): Outcome => {
        return outcome((...args) => kernel[name](args), bigArgsOf(seed + 1))
      }
      const [mine, reference] = [run("call"), run("reference")]
      // Of errors on several threads any may come first.
      if ("error" in mine && "error" in reference) continue
      assert.deepEqual(mine, reference, `seed ${seed}:\n${text}`)
    }
    return first + 24
  }

  it("random kernels of bigints give the same", (): void => {
    const until = performance.now() + 1000 * seconds
    if (seconds <= 5) return void fuzz(1)
    let seed = Math.floor(Date.now() / 1000) * 1000
    while (performance.now() < until) seed = fuzz(seed)
  })
})
