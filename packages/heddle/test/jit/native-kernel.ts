import { elementOf, integerParams, numberType, Source } from "../../src/jit/front/index.ts"
import type { InputType, IntegerUse } from "../../src/jit/front/index.ts"
import type { NativeSource } from "../../src/jit/run/native/index.ts"

/** What `jit` compiles a function from, for those arguments. */
export function sourceOf(fn: (...args: never[]) => unknown, args: readonly unknown[]): NativeSource {
  const source = Source.of(fn)!
  const integers = integerParams(source)
  return { source, types: args.slice(0, source.node.params.length).map((value, i) => typeOf(value, integers[i])) }
}

function typeOf(value: unknown, use: IntegerUse): InputType {
  if (typeof value === "boolean") return "boolean"
  if (typeof value === "bigint") return "bigint"
  return typeof value === "number" ? numberType(value, use) : { element: elementOf(value)! }
}
