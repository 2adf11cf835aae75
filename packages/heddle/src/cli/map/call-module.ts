import { currentTask } from "../../core/backend/index.ts"
import { describeError } from "./describe-error.ts"
import type { ErrorRecord } from "./describe-error.ts"
import { valueToJson } from "./encode-value.ts"

/** What a call gave, made ready in the worker, so that the main thread has only to put the line together. */
export type CallResult = {
  /** When the call began, in milliseconds since 1970. */
  readonly started: number
  readonly ms: number
} & (
  | { readonly ok: true; readonly json: string | undefined; readonly bytes?: Uint8Array }
  | { readonly ok: false; readonly error: ErrorRecord }
)

/** The function to call, and how its value is wanted. */
export interface CallSpec {
  readonly url: string
  readonly exportName: string
  /** A Uint8Array is to come as it is. */
  readonly keepBytes: boolean
}

type UserFunction = (input: unknown, context: { readonly index: number; readonly signal: AbortSignal }) => unknown

const loaded = new Map<string, UserFunction>()

/** Calls the function of a module with one input, in a worker. What it throws is part of the result. */
export async function callModule(spec: CallSpec, input: unknown, index: number): Promise<CallResult> {
  const fn = loaded.get(key(spec)) ?? (await load(spec))
  const started = Date.now()
  const from = performance.now()
  const timing = (): { started: number; ms: number } => ({ started, ms: performance.now() - from })
  try {
    const value = await fn(input, { index, signal: currentTask().signal })
    const times = timing()
    if (spec.keepBytes && value instanceof Uint8Array) return { ok: true, json: undefined, bytes: value, ...times }
    return { ok: true, json: valueToJson(value), ...times }
  } catch (error) {
    return { ok: false, error: describeError(error), ...timing() }
  }
}

/** Why the module's function cannot be called, in one line; undefined if it can. Runs in a worker. */
export async function problemOf(spec: CallSpec, file: string): Promise<string | undefined> {
  try {
    await load(spec)
    return undefined
  } catch (error) {
    if (error instanceof NoSuchFunction) return error.explain(file)
    const { name, message } = describeError(error)
    return `cannot load ${file}: ${name}: ${message.split("\n", 1)[0]}`
  }
}

async function load(spec: CallSpec): Promise<UserFunction> {
  const module = (await import(spec.url)) as Record<string, unknown>
  const value = module[spec.exportName]
  // A CommonJS module that a compiler wrote has its default export one step further in
  const inner =
    spec.exportName === "default" && typeof value === "object" && value !== null && "default" in value
      ? value.default
      : value
  if (typeof inner !== "function") throw new NoSuchFunction(spec.exportName, value, module)
  loaded.set(key(spec), inner as UserFunction)
  return inner as UserFunction
}

function key(spec: CallSpec): string {
  return `${spec.exportName}#${spec.url}`
}

class NoSuchFunction extends Error {
  readonly #exportName: string
  readonly #value: unknown
  readonly #functions: readonly string[]

  constructor(exportName: string, value: unknown, module: Readonly<Record<string, unknown>>) {
    super(`no function ${exportName}`)
    this.#exportName = exportName
    this.#value = value
    this.#functions = Object.keys(module).filter((name) => typeof module[name] === "function")
  }

  explain(file: string): string {
    const wanted = this.#exportName === "default" ? "default export" : `export ${this.#exportName}`
    const what = this.#value === undefined ? `has no ${wanted}` : `has a ${wanted} that is no function`
    const others = this.#functions.map((name) => (name === "default" ? file : `${file}#${name}`))
    return `${file} ${what}${others.length === 0 ? "" : `; it has ${others.slice(0, 5).join(", ")}`}`
  }
}
