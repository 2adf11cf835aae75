import { analyse } from "../static/index.ts"
import type { Located, Position, Script } from "../static/index.ts"
import { inspectFunction } from "./inspect.ts"
import type { CapturedScope } from "./inspect.ts"
import { bindingOf, registrationOf } from "./registration.ts"
import type { Registration } from "./registration.ts"
import { scriptOf } from "./scripts.ts"
import { isInspectorAllowed } from "./session.ts"

/** What a variable held when it was looked at. */
export type Reading =
  | { readonly state: "value"; readonly value: unknown; readonly scope: CapturedScope | undefined }
  /** Its declaration has not run yet. */
  | { readonly state: "uninitialised" }
  /** No scope around the function has it: a global, or nothing. */
  | { readonly state: "absent" }

/** A live function, read. */
export type Captured = CapturedFunction | CapturedBound | CapturedNative | CapturedUnknown

export interface CapturedFunction {
  readonly kind: "function"
  readonly script: Script
  readonly place: Position
  /** Undefined if its text is not in the script. */
  readonly located: Located | undefined
  read(name: string): Reading
  /** The `this` around an arrow function, where the back-end can read it. */
  readonly lexicalThis: (() => unknown) | undefined
  /** The variables of the module it is written in, those imported included. */
  readonly moduleVariables: Readonly<Record<string, unknown>> | undefined
}

export interface CapturedBound {
  readonly kind: "bound"
  readonly target: unknown
  readonly self: unknown
  readonly args: readonly unknown[]
}

/** Written in C++, or of a script that V8 does not tell. */
export interface CapturedNative {
  readonly kind: "native"
}

/** Written in a file that was not rewritten, where there is no inspector either. */
export interface CapturedUnknown {
  readonly kind: "unknown"
}

let registrations = false

/** Says that modules are rewritten: what is not registered then need not be an error. */
export function useRegistrations(): void {
  registrations = true
}

/**
 * Reads a function: from what the load-time transform noted, else through the inspector. `alone`: its own text need be
 * read, not what is written around it.
 */
export function captureFunction(fn: Function, alone: boolean = false): Captured {
  const registration = registrationOf(fn)
  if (registration !== undefined) return captureRegistered(registration)
  const binding = bindingOf(fn)
  if (binding !== undefined) return { kind: "bound", ...binding }
  if (registrations && !isInspectorAllowed()) return { kind: isNative(fn) ? "native" : "unknown" }
  const inspected = inspectFunction(fn)
  if (inspected.kind !== "function") return inspected
  const text = (): string => Function.prototype.toString.call(fn)
  const script = scriptOf(inspected.scriptId, inspected, text)
  if (script === undefined) return { kind: "native" }
  const { scopes } = inspected
  return {
    kind: "function",
    script,
    place: inspected,
    located: alone ? analyse(script).locateAlone(inspected, text) : analyse(script).locate(inspected, text),
    read: (name) => readScopes(scopes, name),
    lexicalThis: undefined,
    moduleVariables: scopes.find((scope) => scope.description.startsWith("Module"))?.object,
  }
}

function isNative(fn: Function): boolean {
  return /\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(fn))
}

function readScopes(scopes: readonly CapturedScope[], name: string): Reading {
  for (const scope of scopes) {
    if (!Object.hasOwn(scope.object, name)) continue
    try {
      return { state: "value", value: scope.object[name], scope }
    } catch {
      return { state: "uninitialised" }
    }
  }
  return { state: "absent" }
}

function captureRegistered({ module, index, readers }: Registration): CapturedFunction {
  const { analysis } = module
  const unit = analysis.whole.units[index]!
  const names = module.names[index]!
  const read = readers()
  return {
    kind: "function",
    script: analysis.script,
    place: { line: 0, column: 0 },
    located: { unit, analysis: analysis.whole },
    read(name) {
      const at = names.indexOf(name)
      if (at === -1) return { state: "absent" }
      try {
        return { state: "value", value: read[at]!(), scope: undefined }
      } catch (error) {
        if (!(error instanceof ReferenceError)) throw error
        return /is not defined/.test(error.message) ? { state: "absent" } : { state: "uninitialised" }
      }
    },
    lexicalThis: read[names.length],
    moduleVariables: undefined,
  }
}
