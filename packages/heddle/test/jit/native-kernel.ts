import { elementOf, integerParams, largest, Source } from "../../src/jit/front/index.ts"
import type { InputType } from "../../src/jit/front/index.ts"
import type { NativeSource } from "../../src/jit/run/native/index.ts"

/** What `jit` compiles a function from, for those arguments. */
export function sourceOf(fn: (...args: never[]) => unknown, args: readonly unknown[]): NativeSource {
  const source = Source.of(fn)!
  const integers = integerParams(source)
  return { source, types: args.slice(0, source.node.params.length).map((value, i) => typeOf(value, integers[i]!)) }
}

function typeOf(value: unknown, mayBeInt: boolean): InputType {
  if (typeof value === "boolean") return "boolean"
  if (typeof value === "bigint") return "bigint"
  if (typeof value !== "number") return { element: elementOf(value)! }
  const isInt = Number.isInteger(value) && Math.abs(value) <= largest && !Object.is(value, -0)
  return mayBeInt && isInt ? "int" : "number"
}
