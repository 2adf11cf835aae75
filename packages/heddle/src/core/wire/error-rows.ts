import { types } from "node:util"
import { constructorOf } from "./cloneable.ts"
import { heddleErrorKey, nativeErrorName } from "./error-classes.ts"
import { functionCodec } from "./graph-types.ts"
import type { GraphWriter } from "./graph-encoder.ts"
import type { NodeRef, ValuePath } from "./graph-types.ts"
import { stepPath } from "./value-path.ts"

type MaybeError = (value: unknown) => value is Error
/** Whether a value is an error of the language, of any realm; a DOMException counts as one. */
const isNativeError = (Reflect.get(Error, "isError") ?? Reflect.get(types, "isNativeError")) as MaybeError

export function isError(value: object): value is Error {
  return isNativeError(value) || value instanceof DOMException
}

/** Hidden properties that belong to what an error says. */
const TELLING = new Set<string | symbol>(["name", "message", "cause", "errors", "code", "error", "suppressed"])

/** The row of an error. It never fails: what cannot be sent, or even read, becomes text. */
export function writeError(writer: GraphWriter, error: Error, at: ValuePath): NodeRef {
  const ref = writer.reserve(error)
  const write = (): void => {
    const native = nativeName(error)
    const cls = errorClass(writer, error, at)
    const name = nameWithoutClass(error, native)
    const stack = readText(error, "stack")
    writer.set(ref, {
      t: "err",
      native,
      ...(cls === undefined ? undefined : { cls }),
      ...(name === undefined ? undefined : { name }),
      ...(stack === undefined ? undefined : { stack }),
      ...writer.properties(error, at, silent(error)),
      ...(native === "DOMException"
        ? { dom: [readText(error, "message") ?? "", readText(error, "name") ?? "Error"] }
        : undefined),
    })
  }
  writer.defer(() => writer.leniently(write))
  return ref
}

function silent(error: Error): ReadonlySet<string | symbol> {
  const skip = new Set<string | symbol>(["stack"])
  for (const key of Reflect.ownKeys(error)) {
    if (TELLING.has(key) || (typeof key === "symbol" && Symbol.keyFor(key) !== undefined)) continue
    if (Object.getOwnPropertyDescriptor(error, key)?.enumerable !== true) skip.add(key)
  }
  return skip
}

function nativeName(error: Error): string {
  let proto: unknown = Object.getPrototypeOf(error)
  for (; proto !== null && !types.isProxy(proto); proto = Object.getPrototypeOf(proto)) {
    const name = nativeErrorName(proto)
    if (name !== undefined) return name
  }
  return "Error"
}

function errorClass(writer: GraphWriter, error: Error, at: ValuePath): readonly [number] | string | undefined {
  const ctor = constructorOf(Object.getPrototypeOf(error))
  if (ctor === undefined || nativeErrorName(ctor.prototype) !== undefined) return undefined
  const key = heddleErrorKey(ctor)
  if (key !== undefined) return key
  // Without its private fields an instance would break at first use, so its native class stands in.
  if ((functionCodec()?.privateFields(error)?.length ?? 0) > 0) return undefined
  return writer.attempt(() => writer.classRef(ctor, stepPath(at, `<class ${ctor.name}>`)))
}

/** The name to show where the class does not arrive: the error's own, or its class's where it never set one. */
function nameWithoutClass(error: Error, native: string): string | undefined {
  const own = readText(error, "name")
  const ctor = constructorOf(Object.getPrototypeOf(error))
  if (own !== undefined && own !== native && own !== "Error") return own
  return ctor !== undefined && ctor.name !== "" && ctor.name !== native && nativeErrorName(ctor.prototype) === undefined
    ? ctor.name
    : undefined
}

function readText(error: object, key: "stack" | "name" | "message"): string | undefined {
  try {
    const text: unknown = (error as Record<string, unknown>)[key]
    return typeof text === "string" ? text : undefined
  } catch {
    return undefined
  }
}
