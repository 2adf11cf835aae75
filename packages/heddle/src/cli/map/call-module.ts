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

/** A function as a command calls it. */
export type UserFunction = (
  input: unknown,
  context: { readonly index: number; readonly signal: AbortSignal },
) => unknown

const loaded = new Map<string, UserFunction>()

/** The name of a function for `callModule`: one string, since what is sent with every call is to be small. */
export function functionKey(url: string, exportName: string): string {
  return `${exportName} ${url}`
}

/**
 * Calls the function of a module with one input, in a worker. What it throws is part of the result.
 * @param key by `functionKey`
 * @param keepBytes a Uint8Array is to come as it is
 */
export async function callModule(key: string, keepBytes: boolean, input: unknown, index: number): Promise<CallResult> {
  const fn = loaded.get(key) ?? (await load(key))
  const task = currentTask()
  const context = {
    index,
    get signal(): AbortSignal {
      return task.signal
    },
  }
  const started = Date.now()
  const from = performance.now()
  try {
    const value = await fn(input, context)
    const ms = performance.now() - from
    if (keepBytes && value instanceof Uint8Array) return { ok: true, json: undefined, bytes: value, started, ms }
    return { ok: true, json: valueToJson(value), started, ms }
  } catch (error) {
    return { ok: false, error: describeError(error), started, ms: performance.now() - from }
  }
}

/** The function, loaded once in each thread. */
export async function loadFunction(key: string): Promise<UserFunction> {
  return loaded.get(key) ?? (await load(key))
}

/** Loads the function when a worker starts, so that no call's time has that in it. A failure is left for the calls to tell. */
export async function preload(key: string): Promise<void> {
  await load(key).catch(() => {})
}

/** Why the function cannot be called, in one line; undefined if it can. Runs in a worker. */
export async function problemOf(key: string, file: string): Promise<string | undefined> {
  try {
    await load(key)
    return undefined
  } catch (error) {
    if (error instanceof NoSuchFunction) return error.explain(file)
    const { name, message } = describeError(error)
    return `cannot load ${file}: ${name}: ${message.split("\n", 1)[0]}${moduleHint(file, error)}`
  }
}

/** Node takes a file for CommonJS where the package.json says so, or says nothing and the file could be either. */
function moduleHint(file: string, error: unknown): string {
  const words = /Unexpected token 'export'|outside a module|await is only valid in async functions and the top level/
  const [, end = ""] = /\.([jt]s)$/.exec(file) ?? []
  if (end === "" || !(error instanceof SyntaxError) || !words.test(error.message)) return ""
  return `\n  hint: Node takes it for CommonJS: say "type": "module" in its package.json, or name the file .m${end}`
}

async function load(key: string): Promise<UserFunction> {
  const space = key.indexOf(" ")
  const exportName = key.slice(0, space)
  const module = (await import(key.slice(space + 1))) as Record<string, unknown>
  const found = exported(module, exportName)
  if (typeof found !== "function") throw new NoSuchFunction(exportName, found, module)
  loaded.set(key, found as UserFunction)
  return found as UserFunction
}

/** A CommonJS module that a compiler wrote has its default export one step further in. */
function exported(module: Readonly<Record<string, unknown>>, name: string): unknown {
  const value = module[name]
  const nested = name === "default" && typeof value === "object" && value !== null && "default" in value
  return nested ? value.default : value
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
    const isDefault = this.#exportName === "default"
    const wanted = isDefault ? "default export" : `export ${this.#exportName}`
    const what =
      this.#value === undefined ? `has no ${wanted}` : `has ${isDefault ? "a" : "an"} ${wanted} that is no function`
    const others = this.#functions.map((name) => (name === "default" ? file : `${file}#${name}`))
    return `${file} ${what}${others.length === 0 ? "" : `; it has ${others.slice(0, 5).join(", ")}`}`
  }
}
