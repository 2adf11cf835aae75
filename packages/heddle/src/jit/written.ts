import { compileFunction } from "node:vm"
import { jit } from "./kernel.ts"
import type { Kernel } from "./kernel.ts"
import type { JitOptions } from "./options.ts"

/** The kernel that a text returns; `values` are what its names stand for. */
export function written<A extends unknown[], R>(
  text: string,
  values: Readonly<Record<string, unknown>>,
  options?: JitOptions,
): Kernel<A, R> {
  const make = compileFunction(text, Object.keys(values)) as (...values: unknown[]) => (...args: A) => R
  return jit(make(...Object.values(values)), options)
}
