/** Fields every heddle error may be built with. */
export interface HeddleErrorOptions {
  /** What caused it, kept as `error.cause`. */
  readonly cause?: unknown
  /** One sentence with the fix. It is appended to the message on its own line. */
  readonly hint?: string | undefined
}

const brand = Symbol.for("heddle.error")

/** Sets the class's `name` as a literal, so that it survives a minifier. For `static` blocks. */
export function named(ctor: { readonly prototype: HeddleError }, name: string): void {
  Object.defineProperty(ctor.prototype, "name", { value: name, configurable: true, writable: true })
}

/**
 * The parent of every error heddle makes itself. Errors that your own functions throw arrive as they were
 * thrown and are never wrapped in one of these.
 *
 * `code` is stable across versions, so test that rather than the message. `instanceof` also holds between two
 * copies of the library, and for an error that came back from a worker.
 *
 * @example
 * ```ts
 * try {
 *   await pool.submit(() => process.exit(3))
 * } catch (error) {
 *   if (error instanceof HeddleError) console.log(error.code) // => "HEDDLE_WORKER_DIED"
 * }
 * ```
 */
export class HeddleError extends Error {
  static readonly code: string = "HEDDLE_ERROR"
  static {
    named(this, "HeddleError")
  }
  /** Stable, machine-readable cause: `"HEDDLE_TASK_TIMEOUT"`, `"HEDDLE_WORKER_DIED"`, … */
  readonly code: string
  /** The fix, in one sentence, where there is one. */
  readonly hint: string | undefined

  constructor(message: string, options: HeddleErrorOptions = {}) {
    super(
      options.hint === undefined ? message : `${message}\n  hint: ${options.hint}`,
      "cause" in options ? { cause: options.cause } : undefined,
    )
    const own = new.target
    this.code = own.code
    this.hint = options.hint
    Object.defineProperty(this, brand, { value: true, enumerable: false })
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== HeddleError) return Function.prototype[Symbol.hasInstance].call(this, value) || hasCode(value, this)
    return isBranded(value)
  }
}

function isBranded(value: unknown): value is HeddleError {
  return typeof value === "object" && value !== null && brand in value
}

/** A subclass from another copy of the library carries the same brand and the same code. */
function hasCode(value: unknown, ctor: typeof HeddleError): boolean {
  return isBranded(value) && Object.hasOwn(ctor, "code") && value.code === ctor.code
}
