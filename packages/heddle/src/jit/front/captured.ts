import type { AnyNode, Identifier } from "acorn"
import { types } from "node:util"
import { draw } from "../draw.ts"
import type { Element } from "../ir/index.ts"
import { fixOf, kernelForm } from "../kernel-form.ts"
import { prange } from "../prange.ts"
import type { Compiler } from "./compiler.ts"
import { bitsCall } from "./maths.ts"
import type { Frame } from "./frame.ts"
import { largest } from "./known.ts"
import { isExport, isViteModule } from "./noise.ts"
import { originals } from "./originals.ts"
import { constant, constantBig, int } from "./values.ts"
import type { Value } from "./values.ts"

/** The kinds of arrays that kernels know, by what they hold. */
export const arrayNames: Readonly<Record<Element, string>> = {
  f64: "Float64Array",
  f32: "Float32Array",
  i32: "Int32Array",
  u32: "Uint32Array",
  i16: "Int16Array",
  u16: "Uint16Array",
  i8: "Int8Array",
  u8: "Uint8Array",
  u8c: "Uint8ClampedArray",
  i64: "BigInt64Array",
  u64: "BigUint64Array",
}

const elements = new Map(Object.entries(arrayNames).map(([element, name]) => [name, element as Element]))

const tag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag)!

/** What a typed array holds, if kernels know it. A Buffer is one of bytes. */
export function elementOf(value: unknown): Element | undefined {
  return types.isTypedArray(value) ? elements.get(tag.get!.call(value) as string) : undefined
}

/** A variable from around the kernel, as it is now, or a global. */
export function captured(c: Compiler, node: Identifier): Value {
  const { name } = node
  const reading = c.frame.source.read(name)
  if (reading.state === "uninitialised") {
    return c.fail(node, `\`${name}\` has no value yet`, "call the kernel after its declaration has run")
  }
  if (reading.state === "value") {
    const isConstant = ["number", "boolean", "bigint"].includes(typeof reading.value)
    if (c.frame.source.isReassigned(node, isConstant)) {
      return c.fail(
        node,
        `\`${name}\` is captured and assigned elsewhere: a kernel keeps what it was`,
        isConstant || elementOf(reading.value) !== undefined ? "pass it as an argument" : "declare it by const",
      )
    }
    return valueOf(c, node, name, reading.value)
  }
  if (name === "undefined") return { kind: "nothing" }
  for (let at: Frame | undefined = c.frame; at !== undefined; at = at.around) {
    // A function that has its name for itself alone.
    if (at.source.node.id?.name === name) return { kind: "function", source: at.source, around: at.around }
  }
  if (name === "arguments") return c.fail(node, "it uses `arguments`", "name each parameter")
  if (!(name in globalThis)) return c.fail(node, `there is no \`${name}\``, "declare it, or pass it as an argument")
  const value: unknown = (globalThis as Record<string, unknown>)[name]
  c.members.add(name, globalThis, name, value)
  return valueOf(c, node, name, value)
}

/** A value of the program's, as far as kernels know such values. */
export function valueOf(c: Compiler, node: AnyNode, name: string, value: unknown): Value {
  switch (typeof value) {
    case "number":
      return constant(value)
    case "bigint":
      return constantBig(value)
    case "boolean":
      return { kind: "boolean", expr: int(Number(value)) }
    case "function": {
      const form = originals.get(value) ?? kernelForm(value)
      const isOwn = form === prange || form === draw || fixOf(form) !== undefined || bitsCall(form) !== undefined
      const source = isOwn ? undefined : c.sourceOf(form)
      if (source === undefined || source.isNodes) return { kind: "object", value: form }
      return { kind: "function", source, around: undefined, ...(kernelForm(value) !== value && { isExact: true }) }
    }
    case "object": {
      if (value === null) break
      const element = elementOf(value)
      if (element !== undefined) {
        const { length } = value as Float64Array
        if (length > largest) c.fail(node, `\`${name}\` has ${length} elements`, `take a part of at most ${largest}`)
        return { kind: "array", array: c.capture(name, value as ArrayBufferView, element) }
      }
      return { kind: "object", value }
    }
    default:
  }
  const what = value === null ? "null" : typeof value
  return c.fail(
    node,
    `\`${name}\` is ${what === "undefined" || what === "null" ? what : `a ${what}`}`,
    "kernels know numbers, booleans, bigints, typed arrays and functions",
  )
}

/** A member of an object that the kernel captures: `Math.PI`, `settings.scale`, `ns.helper`. */
export function memberOfObject(c: Compiler, node: AnyNode, object: object, key: string | undefined): Value {
  if (key === undefined) return c.fail(node, "this member is not known before the kernel runs", "use a typed array")
  const name = c.frame.source.text(node)
  const isModule = node.type === "MemberExpression" && isViteModule(node.object)
  if (isModule || types.isModuleNamespaceObject(object)) return exported(c, node, name, object, key)
  if (types.isProxy(object)) return c.fail(node, "it captures a Proxy", "capture the object behind it")
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const property = Object.getOwnPropertyDescriptor(at, key)
    if (property === undefined) continue
    if ("value" in property) {
      c.members.add(name, object, key, property.value)
      return valueOf(c, node, name, property.value)
    }
    if (isExport(at, property)) return exported(c, node, name, at, key)
    return c.fail(node, `\`${name}\` is a getter`, "take its value before")
  }
  return c.fail(node, `there is no \`${name}\``, "check its name")
}

/** What a module exports, now. */
function exported(c: Compiler, node: AnyNode, name: string, module: object, key: string): Value {
  if (!(key in module)) return c.fail(node, `there is no \`${name}\``, "check its name")
  let value: unknown
  try {
    value = (module as Record<string, unknown>)[key]
  } catch {
    return c.fail(node, `\`${name}\` has no value yet`, "call the kernel after its declaration has run")
  }
  c.members.add(name, module, key, value)
  return valueOf(c, node, name, value)
}
