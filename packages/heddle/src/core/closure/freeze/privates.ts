import { privateEntries } from "../capture/index.ts"
import { isClass } from "../static/index.ts"
import type { PrivateField } from "../../wire/index.ts"
import { recordOf } from "./function-record.ts"
import { isClassText } from "./home.ts"

interface Privates {
  /** With the `#`. */
  readonly fields: readonly string[]
  readonly staticFields: readonly string[]
  /** Whether instances get private names at all: methods and accessors count. */
  readonly inInstances: boolean
}

const none: Privates = { fields: [], staticFields: [], inInstances: false }
const known = new WeakMap<Function, Privates>()

/** The private names that a class itself declares. */
function privatesOf(ctor: Function): Privates {
  let privates = known.get(ctor)
  if (privates === undefined) known.set(ctor, (privates = readPrivates(ctor)))
  return privates
}

function readPrivates(ctor: Function): Privates {
  if (!isClassText(ctor) || !Function.prototype.toString.call(ctor).includes("#")) return none
  const record = recordOf(ctor)
  if (record?.located === undefined || record.script.url.startsWith("node:") || !isClass(record.located.unit.node))
    return none
  const members = record.located.unit.node.body.body
  const fields: string[] = []
  const staticFields: string[] = []
  let inInstances = false
  for (const member of members) {
    if (member.type === "StaticBlock" || member.key.type !== "PrivateIdentifier") continue
    if (!member.static) inInstances = true
    if (member.type === "PropertyDefinition") (member.static ? staticFields : fields).push(`#${member.key.name}`)
  }
  return { fields, staticFields, inInstances }
}

/** The class and those it extends, nearest first, up to the platform's. */
function* lineage(ctor: Function): Generator<Function> {
  for (
    let each: unknown = ctor;
    typeof each === "function" && each !== Function.prototype;
    each = Object.getPrototypeOf(each)
  )
    yield each
}

/** True if instances of the class have private names, inherited ones included. */
export function hasInstancePrivates(ctor: Function): boolean {
  for (const each of lineage(ctor)) if (privatesOf(each).inInstances) return true
  return false
}

/** True if instances have private names that a class declares which the receiver imports. */
export function hasImportedPrivates(ctor: Function): boolean {
  for (const each of lineage(ctor)) if (privatesOf(each).inInstances && recordOf(each)?.home !== undefined) return true
  return false
}

/** The private fields that the class itself declares, static or not. */
export function privateFieldNames(ctor: Function, isStatic: boolean): readonly string[] {
  return isStatic ? privatesOf(ctor).staticFields : privatesOf(ctor).fields
}

/** The private data fields of an instance; undefined if its classes declare no private names. */
export function privateFieldsOf(instance: object): readonly PrivateField[] | undefined {
  const proto: unknown = Object.getPrototypeOf(instance)
  const ctor: unknown = proto === null ? undefined : Object.getOwnPropertyDescriptor(proto, "constructor")?.value
  if (typeof ctor !== "function" || !hasInstancePrivates(ctor)) return undefined
  // V8 lists the fields of base classes first: the j-th `#x` belongs to the j-th class from the base that declares `#x`.
  const owners = Array.from(lineage(ctor), privatesOf)
    .map(({ fields }, depth) => ({ fields, depth }))
    .toReversed()
  const seen = new Map<string, number>()
  const found: PrivateField[] = []
  for (const { name, value } of privateEntries(instance)) {
    const candidates = owners.filter(({ fields }) => fields.includes(name))
    if (candidates.length === 0) continue
    const count = seen.get(name) ?? 0
    seen.set(name, count + 1)
    found.push({ name, value, depth: candidates[Math.min(count, candidates.length - 1)]!.depth })
  }
  return found
}

/** The static private fields of a class, as they are now. */
export function staticPrivateFields(ctor: Function): readonly { readonly name: string; readonly value: unknown }[] {
  const names = privatesOf(ctor).staticFields
  return names.length === 0 ? [] : privateEntries(ctor).filter(({ name }) => names.includes(name))
}
