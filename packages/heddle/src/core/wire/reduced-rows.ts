import type { GraphWriter } from "./graph-encoder.ts"
import type { NodeRef, ValuePath } from "./graph-types.ts"
import { classKeyOf } from "./known-classes.ts"
import { isClass } from "./is-class.ts"
import { reduce } from "./symbols.ts"
import { stepPath } from "./value-path.ts"

/** The row of an object that says by `reduce` how it wants to be rebuilt; undefined if it does not. */
export function writeReduced(writer: GraphWriter, value: object, at: ValuePath): NodeRef | undefined {
  const method = (value as { [reduce]?: unknown })[reduce]
  if (typeof method !== "function") return undefined
  const parts: unknown = method.call(value)
  if (!Array.isArray(parts) || typeof parts[0] !== "function") {
    return writer.unsendable(at, "an object whose [heddle.reduce]() does not give [function, ...args]")
  }
  const [fn, ...args] = parts as [Function, ...unknown[]]
  const ref = writer.reserve(value)
  const maker = isClass(fn) || writer.options.functions ? writer.classRef(fn, at) : classKeyOf(fn)
  if (maker === undefined) {
    const name = fn.name || "a function"
    writer.set(ref, { t: "alias", to: writer.unsendable(at, `rebuilt by ${name}, which the receiver does not know`) })
    return ref
  }
  const refs = args.map((arg, i) => writer.encode(arg, stepPath(at, `<reduce argument ${i + 1}>`)))
  writer.set(ref, { t: "reduce", fn: maker, args: refs })
  return ref
}
