import { addKnownClass, knownClass } from "../../wire/arrivals.ts"
import type { GraphDecoder } from "../../wire/index.ts"
import { functionsOf } from "./property-functions.ts"
import type { ValueRow } from "./rows.ts"
import { factoryOf } from "./code.ts"
import { setPrivate } from "./reviver.ts"

type SetLate = (values: readonly unknown[]) => void

interface RevivedClass {
  readonly code: string
  readonly setLate: SetLate | undefined
}

const revived = new WeakMap<Function, RevivedClass>()

/** The function or class of a row. `settle` gets it before what it captures is decoded, so that cycles find it. */
export function reviveFunction(row: ValueRow, ctx: GraphDecoder, settle: (value: unknown) => void): unknown {
  const known = row.key === undefined ? undefined : knownClass(row.key)
  const before = known && revived.get(known)
  // A class that is here already stays the same class; it only gets what the sender's class holds now.
  if (known !== undefined && before?.code === row.code) {
    settle(known)
    fill(known, row, ctx, before.setLate)
    return known
  }
  const made = factoryOf(row.code)(...row.args.map((arg) => ctx.decode(arg)))
  const [value, setLate] = row.late === undefined ? [made, undefined] : (made as [unknown, SetLate])
  const fn = typeof value === "function" ? value : memberOf(value as object)
  settle(fn)
  if (fn.name !== row.name) Object.defineProperty(fn, "name", { value: row.name, configurable: true })
  if (row.key !== undefined) {
    addKnownClass(row.key, fn)
    revived.set(fn, { code: row.code, setLate })
  }
  fill(fn, row, ctx, setLate)
  return fn
}

function fill(fn: Function, row: ValueRow, ctx: GraphDecoder, setLate: SetLate | undefined): void {
  if (row.late !== undefined) setLate!(row.late.map((ref) => ctx.decode(ref)))
  if (row.parent !== undefined) Object.setPrototypeOf(fn, ctx.decode(row.parent) as object)
  if (row.inherits !== undefined) Object.setPrototypeOf(fn.prototype, ctx.decode(row.inherits) as object | null)
  for (const [name, ref] of row.privates ?? []) setPrivate(fn, fn, name, ctx.decode(ref), 0)
  if (row.own !== undefined) ctx.define(fn, withDescriptors(row.own))
  if (row.members !== undefined) ctx.define(fn.prototype as object, withDescriptors(row.members))
}

/** Assigning could call a setter of the class, or find a property that is not writable. */
function withDescriptors(properties: NonNullable<ValueRow["own"]>): NonNullable<ValueRow["own"]> {
  if (properties.x !== undefined) return properties
  return { ...properties, k: [], v: [], x: properties.k.map((key, i) => [key, 7, properties.v[i]] as const) }
}

/** The method or accessor of an object that the code made to hold it. */
function memberOf(holder: object): Function {
  return functionsOf(holder, Reflect.ownKeys(holder)[0]!)[0]!
}
