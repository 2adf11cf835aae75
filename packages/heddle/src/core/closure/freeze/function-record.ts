import { captureFunction } from "../capture/index.ts"
import type { CapturedBound, CapturedFunction, CapturedNative, CapturedUnknown, Reading } from "../capture/index.ts"
import { freeVariables, freeVariablesAmong, neverReassigned } from "../static/index.ts"
import type { Declaration, Located, Script } from "../static/index.ts"
import { homeOf } from "./home.ts"
import type { Home } from "./home.ts"

/** What is known of one function object for as long as it lives. */
export interface FunctionRecord {
  readonly script: Script
  readonly located: Located | undefined
  /** Where a worker can import it from. */
  readonly home: Home | undefined
  readonly lexicalThis: (() => unknown) | undefined
  /** Readings of variables that can never change. */
  readonly settled: ReadonlyMap<string, Reading>
  /** True if every variable it uses is settled: it never needs to be looked into again. */
  readonly isSettled: boolean
}

/** A function looked into: bound, native, or a record with a way to read its variables as they are now. */
export type Look =
  | CapturedBound
  | CapturedNative
  | CapturedUnknown
  | { readonly kind: "function"; readonly record: FunctionRecord; read(name: string): Reading }

const records = new WeakMap<Function, FunctionRecord>()
const unreadable = new WeakMap<Function, CapturedBound | CapturedNative | CapturedUnknown>()
let inspections = 0

/** How many functions were looked into so far, those known before not counted. */
export function inspectionCount(): number {
  return inspections
}

/** Reads a function; through the inspector only if it is new or if something that it captures may have changed. */
export function lookInto(fn: Function): Look {
  const known = records.get(fn)
  if (known?.isSettled) return { kind: "function", record: known, read: (name) => known.settled.get(name) ?? absent }
  const other = unreadable.get(fn)
  if (other !== undefined) return other
  inspections++
  const captured = captureFunction(fn)
  if (captured.kind !== "function") {
    unreadable.set(fn, captured)
    return captured
  }
  const record = known ?? remember(fn, captured)
  return { kind: "function", record, read: (name) => record.settled.get(name) ?? captured.read(name) }
}

/** What is known of a function, if it is one of a script. Looks into it only if it is new. */
export function recordOf(fn: Function): FunctionRecord | undefined {
  const known = records.get(fn)
  if (known !== undefined) return known
  const look = lookInto(fn)
  return look.kind === "function" ? look.record : undefined
}

const absent: Reading = { state: "absent" }

function remember(fn: Function, captured: CapturedFunction): FunctionRecord {
  const { script, located } = captured
  const settled = new Map<string, Reading>()
  let isSettled = located !== undefined && !(located.unit.kind === "arrow" && located.unit.uses.this !== undefined)
  if (located !== undefined) {
    for (const { name, declaration } of freeVariables(located.unit)) {
      const reading = captured.read(name)
      if (cannotChange(reading, declaration)) settled.set(name, reading)
      else isSettled = false
    }
    for (const { name, declaration } of freeVariablesAmong(located.unit, located.unit.definition)) {
      const reading = captured.read(name)
      if (settled.has(name) || reading.state === "absent") continue
      if (cannotChange(reading, declaration)) settled.set(name, reading)
      else isSettled = false
    }
  }
  const home = homeOf(fn, captured)
  const record: FunctionRecord = { script, located, home, lexicalThis: captured.lexicalThis, settled, isSettled }
  records.set(fn, record)
  return record
}

function cannotChange(reading: Reading, declaration: Declaration | undefined): boolean {
  if (reading.state === "absent") return declaration === undefined
  if (reading.state === "uninitialised" || !neverReassigned(declaration)) return false
  // A `var` holds undefined until its declaration has run.
  return declaration!.kind !== "var" || reading.value !== undefined
}
