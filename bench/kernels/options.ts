import { jit } from "heddle/jit"
import type { Kernel } from "heddle/jit"
import { NotYet } from "./race.ts"

type AnyJit = <A extends unknown[], R>(
  fn: (...args: A) => R,
  options: Readonly<Record<string, unknown>>,
) => Kernel<A, R>

/** The kernel, compiled with leave to reorder and to approximate. @throws NotYet where jit has no such option */
export function fastmath<A extends unknown[], R>(fn: (...args: A) => R): Kernel<A, R> {
  const loose = jit as AnyJit
  let isChecked = false
  try {
    // An option that there is refuses what it cannot mean.
    loose(() => 0, { fastmath: "?" })
  } catch {
    isChecked = true
  }
  if (!isChecked) throw new NotYet("jit has no option `fastmath`")
  return loose(fn, { fastmath: true })
}
