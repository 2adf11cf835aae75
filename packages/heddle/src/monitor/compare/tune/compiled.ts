import { KernelCompileError } from "../../../core/errors/index.ts"
import { difference } from "../difference.ts"
import type { Equal } from "../options.ts"

/** A function that was compiled, and gives what it gave before. */
export interface Compiled {
  /** As it is written in a program. */
  readonly by: "jit(fn)" | "vectorize(fn)"
  /** One pass over the sample: its results. */
  readonly run: () => unknown[]
}

/** Compiles the function and tries it on the sample; gives why not, where that does not go. */
export async function compiled(
  fn: (input: never) => unknown,
  sample: readonly unknown[],
  expected: readonly unknown[],
  equal: Equal,
): Promise<Compiled | string> {
  const { jit, vectorize } = await import("../../../jit/index.ts")
  const areNumbers = sample.every((input) => typeof input === "number")
  if (!areNumbers && !sample.every(isNumberArray)) return "the inputs are no numbers and no typed arrays"
  if (areNumbers && !expected.every((value) => typeof value === "number")) return "the results are no numbers"
  try {
    const give = areNumbers ? wholeArray(vectorize(fn as (input: never) => number), sample) : oneByOne(jit(fn), sample)
    const where = difference(expected, give(), equal)
    if (where !== undefined) return `compiled, it gave another result: ${where}`
    return { by: areNumbers ? "vectorize(fn)" : "jit(fn)", run: give }
  } catch (error) {
    const text = error instanceof Error ? error.message.split("\n", 1)[0]! : String(error)
    return error instanceof KernelCompileError ? text : `compiled, it threw: ${text}`
  }
}

function wholeArray(kernel: (input: Float64Array) => unknown, sample: readonly number[]): () => unknown[] {
  const inputs = Float64Array.from(sample)
  return () => Array.from(kernel(inputs) as Float64Array)
}

function oneByOne(kernel: (input: never) => unknown, sample: readonly unknown[]): () => unknown[] {
  return () => sample.map((input) => kernel(input as never))
}

function isNumberArray(value: unknown): boolean {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}
