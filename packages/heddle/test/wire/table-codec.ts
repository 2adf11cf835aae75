import { addKnownClass, registerFunctionCodec } from "../../src/core/wire/index.ts"
import type { CodecNode, FunctionCodec, PrivateField } from "../../src/core/wire/index.ts"

/*
 * The wire's side of the contract with whatever encodes functions, tried with the least there can be: functions stay
 * in a table in this thread, and their rows name them by number.
 */
interface TableNode extends CodecNode {
  readonly t: "fn:table"
  readonly id: number
}

const functions: Function[] = []
const hidden = new WeakMap<object, PrivateField[]>()
const imported = new Set<Function>()

/** Makes `fields` the private fields of `instance`. */
export function hide(instance: object, ...fields: PrivateField[]): void {
  hidden.set(instance, fields)
}

export function hiddenOf(instance: object): readonly PrivateField[] | undefined {
  return hidden.get(instance)
}

export function importedBy(ctor: Function): void {
  imported.add(ctor)
}

const codec: FunctionCodec = {
  encode(fn, ctx, at) {
    if (fn.name === "refused") return ctx.unsendable(at, "a refused function")
    const node: TableNode = { t: "fn:table", id: functions.push(fn) - 1 }
    ctx.codes.set(String(node.id), { hash: String(node.id), src: fn.toString(), url: "", line: 0, col: 0, params: [] })
    return node
  },
  isByReference: (ctor) => imported.has(ctor),
  isPlatform: (fn) => /native code/.test(fn.toString()) || ["Timeout", "FileHandle"].includes(fn.name),
  privateFields: (instance) => hidden.get(instance),
  allocate: (ctor) => Object.create(ctor.prototype as object) as object,
  setPrivate(instance, _ctor, field) {
    hidden.set(instance, [...(hidden.get(instance) ?? []), field])
  },
  prepare: () => Promise.resolve(),
  decode(node) {
    const fn = functions[(node as TableNode).id]!
    addKnownClass(`table ${(node as TableNode).id}`, fn)
    return fn
  },
}

registerFunctionCodec(codec)
