import type { GraphEncoder, NodeRef, PropertyEntry, ValuePath } from "./graph-types.ts"
import { lockOf } from "./locks.ts"
import { propertyPath, stepPath } from "./value-path.ts"

/** An array with its holes and its named properties. */
export function writeArray(ctx: GraphEncoder, ref: readonly [number], value: readonly unknown[], at: ValuePath): void {
  const v: NodeRef[] = []
  v.length = value.length
  const x: PropertyEntry[] = []
  for (const key of Object.keys(value)) {
    const index = Number(key)
    const item = ctx.encode((value as unknown as Record<string, unknown>)[key], propertyPath(at, key, value))
    if (index < value.length && String(index) === key) v[index] = item
    else x.push([key, 7, item])
  }
  ctx.set(ref, { t: "arr", v, ...(x.length === 0 ? undefined : { x }), ...lockOf(value) })
}

/** The entries of a map, or of an instance of a subclass, without calling what the subclass overrides. */
export function writeMap(
  ctx: GraphEncoder,
  ref: readonly [number],
  value: ReadonlyMap<unknown, unknown>,
  at: ValuePath,
): void {
  const e: [NodeRef, NodeRef][] = []
  for (const [key, item] of Map.prototype.entries.call(value) as Iterable<[unknown, unknown]>) {
    const keyRef = ctx.encode(key, stepPath(at, `<key ${e.length}>`))
    e.push([keyRef, ctx.encode(item, stepPath(at, `.get(${showKey(key, e.length)})`))])
  }
  ctx.set(ref, { t: "map", e })
}

export function writeSet(ctx: GraphEncoder, ref: readonly [number], value: ReadonlySet<unknown>, at: ValuePath): void {
  const e: NodeRef[] = []
  for (const item of Set.prototype.values.call(value) as Iterable<unknown>) {
    e.push(ctx.encode(item, stepPath(at, `<item ${e.length}>`)))
  }
  ctx.set(ref, { t: "set", e })
}

function showKey(key: unknown, index: number): string {
  if (typeof key === "string") return JSON.stringify(key)
  return (typeof key === "object" && key !== null) || typeof key === "function" ? `<key ${index}>` : String(key)
}
