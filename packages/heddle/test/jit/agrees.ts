import assert from "node:assert/strict"
import { refusalOf } from "../../src/jit/emit/c/index.ts"
import { compile } from "../../src/jit/front/index.ts"
import { jit } from "../../src/jit/index.ts"
import type { JitOptions } from "../../src/jit/index.ts"
import { nativeProblem, NativeVariant } from "../../src/jit/run/native/index.ts"
import { sourceOf } from "./native-kernel.ts"

const hasCompiler = nativeProblem() === undefined

/**
 * Each target gives what JavaScript gives, result and arrays, to the last bit: WebAssembly, `f.reference`, and C where it takes
 * the kernel. The results.
 */
export function agrees<A extends unknown[], R>(fn: (...args: A) => R, ...calls: A[]): R[] {
  return agreesWith({}, fn, ...calls)
}

/** `agrees` of a kernel with options. */
export function agreesWith<A extends unknown[], R>(options: JitOptions, fn: (...args: A) => R, ...calls: A[]): R[] {
  const kernel = jit(fn, options)
  return calls.map((args) => {
    const expected = outcome(fn, args)
    assert.deepEqual(outcome(kernel, args), expected, "compiled")
    assert.deepEqual(outcome(kernel.reference, args), expected, "its reference")
    const { source, types } = sourceOf(fn, args)
    if (hasCompiler && refusalOf(compile(source, types, options).ir) === undefined) {
      const native = new NativeVariant(source, types, { fastmath: false })
      assert.deepEqual(
        outcome((...given: A) => native.call(given), args),
        expected,
        "as C",
      )
    }
    return expected[0] as R
  })
}

/** What a call gives, or the name of what it throws, and its arguments afterwards. */
function outcome<A extends unknown[]>(call: (...args: A) => unknown, args: A): readonly unknown[] {
  const given = args.map((one) => (ArrayBuffer.isView(one) ? (one as Float64Array).slice() : one)) as A
  try {
    return [call(...given), ...given]
  } catch (error) {
    assert.ok(error instanceof RangeError, error as Error)
    return [error.name, ...given]
  }
}
