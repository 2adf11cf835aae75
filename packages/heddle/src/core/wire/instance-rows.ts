import { types } from "node:util"
import { constructorOf } from "./cloneable.ts"
import { writeArray, writeMap, writeSet } from "./container-rows.ts"
import type { GraphWriter } from "./graph-encoder.ts"
import { functionCodec } from "./graph-types.ts"
import type { NodeRef, ValuePath } from "./graph-types.ts"
import { stepPath } from "./value-path.ts"

/**
 * The row of an object with a prototype of its own: its class, its own properties, its private fields, and what native
 * value (an array, a map, …) it extends. Where the receiver does not know the class its own properties arrive, as
 * structured clone would have it.
 */
export function writeInstance(writer: GraphWriter, ref: readonly [number], value: object, at: ValuePath): void {
  const proto: object = Object.getPrototypeOf(value)
  const ctor = constructorOf(proto)
  const base = writeBase(writer, value, at)
  if (ctor === undefined) {
    const properties = ownProperties(writer, value, at)
    const inherited = writer.options.functions
      ? { proto: writer.encode(proto, stepPath(at, "<prototype>")) }
      : undefined
    writer.set(ref, base === undefined ? { t: "obj", ...inherited, ...properties } : { t: "alias", to: base })
    return
  }
  const cls = writer.classRef(ctor, stepPath(at, `<class ${ctor.name}>`))
  const priv = writePrivate(writer, value, ctor, at)
  if (priv === false) {
    writer.set(ref, { t: "alias", to: writer.unsendable(at, ...privateRefusal(value, ctor)) })
    return
  }
  if (cls === undefined && base !== undefined) {
    writer.set(ref, { t: "alias", to: base })
    return
  }
  const properties = ownProperties(writer, value, at)
  if (cls === undefined) writer.set(ref, { t: "obj", ...properties })
  else {
    writer.set(ref, {
      t: "inst",
      cls,
      ...(priv === undefined ? undefined : { priv }),
      ...(base === undefined ? undefined : { base }),
      ...properties,
    })
  }
}

function ownProperties(writer: GraphWriter, value: object, at: ValuePath): ReturnType<GraphWriter["properties"]> {
  if (!isExotic(value)) return writer.properties(value, at)
  return writer.properties(
    value,
    at,
    new Set(Reflect.ownKeys(value).filter((key) => typeof key === "string" && isElement(key))),
  )
}

function isExotic(value: object): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value) || types.isBoxedPrimitive(value)
}

function isElement(key: string): boolean {
  return key === "length" || /^\d+$/.test(key)
}

/** The native content of an instance of a subclass of Array, Map, Set, Date, RegExp, a typed array, … */
function writeBase(writer: GraphWriter, value: object, at: ValuePath): NodeRef {
  const ref = (): readonly [number] => writer.reserve()
  if (Array.isArray(value)) {
    const row = ref()
    writeArray(writer, row, [...(value as unknown[])], at)
    return row
  }
  if (types.isMap(value)) {
    const row = ref()
    writeMap(writer, row, value, at)
    return row
  }
  if (types.isSet(value)) {
    const row = ref()
    writeSet(writer, row, value, at)
    return row
  }
  if (ArrayBuffer.isView(value)) {
    const row = ref()
    writer.writeView(row, value)
    return row
  }
  if (types.isDate(value)) return writer.encode(new Date(Date.prototype.getTime.call(value)), at)
  if (types.isRegExp(value)) return writer.encode(Object.assign(new RegExp(value), { lastIndex: value.lastIndex }), at)
  if (types.isBoxedPrimitive(value)) return writer.encode(Object(Object.prototype.valueOf.call(value).valueOf()), at)
  if (types.isArrayBuffer(value)) return writer.encode(value.slice(0), at)
  return undefined
}

type PrivateEntry = readonly [name: string, value: NodeRef, depth: number]

/** `false` where the instance has private names that the receiver could not restore; undefined where it has none. */
function writePrivate(
  writer: GraphWriter,
  value: object,
  ctor: Function,
  at: ValuePath,
): readonly PrivateEntry[] | undefined | false {
  const codec = functionCodec()
  const fields = codec?.privateFields(value)
  if (fields === undefined) return undefined
  if (!writer.options.functions || codec!.isByReference(ctor)) return false
  return fields.map(({ name, value: held, depth }) => [name, writer.encode(held, stepPath(at, `.${name}`)), depth])
}

function privateRefusal(value: object, ctor: Function): [what: string, hint: string] {
  const names = (functionCodec()?.privateFields(value) ?? []).map(({ name }) => name).join(", ")
  const what = names === "" ? "private methods" : `private fields (${names})`
  return [
    `an instance of the class ${ctor.name}, whose ${what} cannot be restored on the other side`,
    `give ${ctor.name} a method [Symbol.for("heddle.reduce")]() that returns [${ctor.name}, ...constructorArguments]`,
  ]
}
