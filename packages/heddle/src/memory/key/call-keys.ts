import { freeVariables, readFunction } from "../../core/closure/index.ts"
import { OptionError, UnhashableError } from "../../core/errors/index.ts"
import { isClass } from "../../core/wire/index.ts"
import { writeFunction } from "./functions.ts"
import { NamedClasses } from "./named-classes.ts"
import { Parameters } from "./parameters.ts"
import { CanonicalValues } from "./values.ts"

/** What of a call is its own: two calls with the same key may share a result. */
export interface CallKey {
  /** Of the function as it is now. */
  readonly version: string
  readonly args: string
}

/** What counts besides a function's text and its arguments. */
export interface KeyOptions {
  readonly ignore?: readonly string[] | undefined
  readonly deps?: readonly unknown[] | undefined
  readonly version?: string | number | undefined
  /** What another thread has found to be the version: this one has a copy of the function. */
  readonly fixed?: string | undefined
}

/** The keys of calls of one function. */
export class CallKeys {
  /** Of which the function is. */
  readonly file: string
  /** Those that it names, and what it names names. */
  readonly classes: NamedClasses = new NamedClasses()
  readonly #fn: Function
  readonly #parameters: Parameters
  readonly #ignore: ReadonlySet<string>
  readonly #options: KeyOptions
  /** Its version, if nothing that it depends on can change. */
  #always: string | undefined

  /** @throws OptionError for a function that is none of JavaScript's, and for a name in `ignore` that it does not have */
  constructor(fn: Function, options: KeyOptions) {
    const located = readFunction(fn)?.located
    if (located === undefined) {
      throw new OptionError("fn", "a function that is written in JavaScript, not a native or bound one", fn, {
        hint: "write (…args) => fn(…args)",
      })
    }
    const { ignore = [], deps = [], version } = options
    if (!Array.isArray(deps)) throw new OptionError("deps", "an array of functions and values", deps)
    const isVersion = version === undefined || typeof version === "string" || Number.isFinite(version)
    if (!isVersion) throw new OptionError("version", "a text or a number", version)
    this.file = located.analysis.script.url
    this.#fn = fn
    this.#parameters = new Parameters(located, ignore, new Set(freeVariables(located.unit).map(({ name }) => name)))
    this.#ignore = new Set(ignore)
    this.#options = options
  }

  /** @throws UnhashableError for what cannot be told from another by its contents */
  of(args: readonly unknown[]): CallKey {
    return { version: this.version(), args: this.args(args) }
  }

  /** @throws UnhashableError */
  version(): string {
    const { deps = [], fixed } = this.#options
    const known = fixed ?? this.#always
    if (known !== undefined && this.classes.areKnown) return known
    const values = new CanonicalValues((values, fn, path) => {
      if (isClass(fn)) this.classes.add(fn)
      writeFunction(values, fn, path)
    })
    this.classes.areKnown = true
    const written = this.#digestOf(values, () => this.write(values), this.#fn.name || "the function")
    const digest = fixed ?? written
    if (values.isFixed && deps.length === 0) this.#always = digest
    return digest
  }

  /** The arguments that count. */
  counting(args: readonly unknown[]): readonly unknown[] {
    return this.#parameters.counting(args)
  }

  /** What is nested too deep for the stack is told as what cannot be hashed. */
  #digestOf(values: CanonicalValues, write: () => void, what: string): string {
    try {
      write()
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      const hint = "a linked list can be handed over as an array"
      throw new UnhashableError(what, "a value that is nested too deep", hint)
    }
    return values.bytes.digest()
  }

  /** Writes what the function does, for this key or for that of one that calls it. */
  write(values: CanonicalValues): void {
    const { deps = [], version } = this.#options
    writeFunction(values, this.#fn, this.#fn.name || "the function", this.#ignore)
    for (const [i, each] of deps.entries()) values.write(each, `deps[${i}]`)
    values.write(version, "version")
  }

  /** The part of the key that is of the arguments. @throws UnhashableError */
  args(args: readonly unknown[]): string {
    const values = new CanonicalValues(writeFunction, this.#parameters.omitted(args))
    const list = this.counting(args)
    const write = (): void => {
      values.bytes.count(list.length)
      for (const [i, each] of list.entries()) values.write(each, `args[${i}]`)
    }
    return this.#digestOf(values, write, "args")
  }
}
