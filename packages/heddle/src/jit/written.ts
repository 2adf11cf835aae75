import { compileFunction } from "node:vm"
import { Source } from "./front/index.ts"
import { jit } from "./kernel.ts"
import type { Kernel } from "./kernel.ts"
import type { JitOptions } from "./options.ts"

/** The kernel that a text returns, written around `fn`; `values` are what its names stand for. */
export function written<A extends unknown[], R>(
  text: string,
  values: Readonly<Record<string, unknown>> & { readonly fn: Function },
  options?: JitOptions,
): Kernel<A, R> {
  const make = compileFunction(text, Object.keys(values)) as (...values: unknown[]) => (...args: A) => R
  const kernel = make(...Object.values(values))
  Source.isAround(kernel, values.fn)
  return jit(kernel, options)
}
