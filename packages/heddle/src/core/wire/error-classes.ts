import * as heddle from "../errors/index.ts"

/** The classes of errors that both sides have from the start, by what they are called in a row. */
const NATIVE = new Map<unknown, string>()
for (const name of [
  "Error",
  "TypeError",
  "RangeError",
  "SyntaxError",
  "ReferenceError",
  "EvalError",
  "URIError",
  "AggregateError",
  "SuppressedError",
  "DOMException",
]) {
  const ctor = (globalThis as Record<string, unknown>)[name]
  if (typeof ctor === "function") NATIVE.set(ctor.prototype, name)
}
const heddleErrors = new Map<string, Function>()

/** Lets errors of a room's own class come back as that class: `registerErrorClass(KernelCompileError)`. */
export function registerErrorClass(ctor: typeof heddle.HeddleError | Function): void {
  heddleErrors.set((ctor as typeof heddle.HeddleError).code, ctor)
}
for (const value of Object.values(heddle)) {
  if (typeof value === "function" && value.prototype instanceof Error) registerErrorClass(value)
}

/** What the language calls the class with this prototype; undefined for others. */
export function nativeErrorName(prototype: unknown): string | undefined {
  return NATIVE.get(prototype)
}

/** The constructor of a native name. */
export function nativeErrorClass(name: string): Function {
  const ctor = (globalThis as Record<string, unknown>)[name]
  return typeof ctor === "function" && NATIVE.get(ctor.prototype) === name ? ctor : Error
}

/** The key of a registered class. */
export function heddleErrorKey(ctor: Function): string | undefined {
  const { code } = ctor as typeof heddle.HeddleError
  return Object.hasOwn(ctor, "code") && heddleErrors.get(code) === ctor ? `heddle:${code}` : undefined
}

/** The class called by a key that `heddleErrorKey` made. */
export function heddleErrorClass(key: string): Function | undefined {
  return key.startsWith("heddle:") ? heddleErrors.get(key.slice(7)) : undefined
}
