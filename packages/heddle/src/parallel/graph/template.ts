import { OptionError } from "../../core/errors/index.ts"
import { Deferred, nameOf, partOf } from "../deferred.ts"
import type { Part } from "./interpreter.ts"

/** The arguments of a call as they were written, with places for the results of other calls. */
export type Template =
  | readonly [0, unknown]
  | readonly [3, readonly Template[]]
  | readonly [4, readonly string[], readonly Template[]]
  | readonly [5, readonly (readonly [Template, Template])[]]
  | readonly [6, readonly Template[]]
  | readonly [7, Template, number, string]
  /** The result of a call. */
  | readonly [8, Deferred]

type Container =
  | readonly unknown[]
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | Readonly<Record<string, unknown>>

/** Arrays, plain objects, Maps and Sets are searched for calls, and nothing else. */
function isContainer(value: unknown): value is Container {
  if (typeof value !== "object" || value === null) return false
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function* items(container: Container): Iterable<unknown> {
  if (Array.isArray(container) || container instanceof Set) yield* container as Iterable<unknown>
  else if (container instanceof Map) for (const pair of container) yield* pair
  else yield* Object.values(container)
}

/** Is there a call in it, however deep? */
function holdsCall(value: unknown, seen: Set<unknown>): boolean {
  if (typeof value !== "object" || value === null) return false
  if (value instanceof Deferred) return true
  if (!isContainer(value) || seen.has(value)) return false
  seen.add(value)
  for (const item of items(value)) if (holdsCall(item, seen)) return true
  return false
}

/** Does a call need the results of other calls? */
export function hasCalls({ args, options }: Deferred): boolean {
  const deep = options?.traverse !== false
  for (const argument of args) {
    if (typeof argument !== "object" || argument === null) continue
    if (argument instanceof Deferred || (deep && holdsCall(argument, new Set()))) return true
  }
  return false
}

/** The template of a value. `needs` is told of each call in it. */
export function templateOf(value: unknown, needs: (call: Deferred) => void, deep = true): Template {
  return template(value, needs, { deep, open: [] })
}

interface Place {
  readonly deep: boolean
  /** The containers and values that this one is in. */
  readonly open: readonly unknown[]
}

function template(value: unknown, needs: (call: Deferred) => void, { deep, open }: Place): Template {
  if (value instanceof Deferred) {
    if (value.fn !== undefined && value.fn !== partOf) {
      needs(value)
      return [8, value]
    }
    if (open.includes(value)) throw endless()
    const inner = { deep: value.options?.traverse !== false, open: [...open, value] }
    const first = template(value.args[0], needs, inner)
    if (value.fn === undefined) return first
    const place = value.args[1] as number
    const source = value.args[0] as Deferred
    return [
      7,
      first,
      place,
      `${nameOf(source)} was to give ${source.options?.nout} values, but gave no array with one at ${place}`,
    ]
  }
  if (!deep || !isContainer(value) || !holdsCall(value, new Set())) return [0, value]
  if (open.includes(value)) throw endless()
  const place = { deep, open: [...open, value] }
  const each = (item: unknown): Template => template(item, needs, place)
  if (Array.isArray(value)) return [3, value.map(each)]
  if (value instanceof Set) return [6, [...(value as Set<unknown>)].map(each)]
  if (value instanceof Map)
    return [5, [...(value as Map<unknown, unknown>)].map(([k, v]) => [each(k), each(v)] as const)]
  return [4, Object.keys(value), Object.values(value).map(each)]
}

function endless(): OptionError {
  return new OptionError("argument", "without end", "a container that holds itself, and calls", {
    hint: "what holds calls is made again with their results, which for this one would never end",
  })
}

/** The template with the results of the calls in their places. */
export function fill(of: Template, result: (call: Deferred) => Part): Part {
  const each = (item: Template): Part => fill(item, result)
  switch (of[0]) {
    case 0:
      return of
    case 3:
      return [3, of[1].map(each)]
    case 4:
      return [4, of[1], of[2].map(each)]
    case 5:
      return [5, of[1].map(([key, value]) => [each(key), each(value)] as const)]
    case 6:
      return [6, of[1].map(each)]
    case 7: {
      const source = each(of[1])
      // Only that one value need be sent.
      if (source[0] === 0 && Array.isArray(source[1]) && of[2] < source[1].length) return [0, source[1][of[2]]]
      return [7, source, of[2], of[3]]
    }
    default:
      return result(of[1])
  }
}
