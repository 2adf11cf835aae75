/** Those that have something to report when the program ends. */
const unreported = new Set<UnobservedErrors>()

function flushAll(): void {
  for (const errors of unreported) void errors.flush()
}

/**
 * Failed futures that nobody has looked at. Each is reported once: when it is collected, when its pool closes, or when
 * the program has nothing more to do.
 */
export class UnobservedErrors {
  readonly #report: (error: unknown, site: Error | undefined) => void
  readonly #failed = new Map<object, { readonly error: unknown; readonly site: Error | undefined }>()
  readonly #tokens = new WeakMap<object, object>()
  readonly #collected = new FinalizationRegistry<object>((token) => this.#tell(token))

  /** `report` is given the error, and where the task was submitted if that is known. */
  constructor(report: (error: unknown, site: Error | undefined) => void) {
    this.#report = report
  }

  add(future: object, error: unknown, site?: Error): void {
    const token = {}
    this.#tokens.set(future, token)
    this.#failed.set(token, { error, site })
    if (unreported.size === 0) process.on("beforeExit", flushAll)
    unreported.add(this)
    this.#collected.register(future, token, token)
  }

  remove(future: object): void {
    const token = this.#tokens.get(future)
    if (token === undefined || !this.#failed.delete(token)) return
    this.#collected.unregister(token)
    this.#checkEmpty()
  }

  /** Reports all that are left. */
  async flush(): Promise<void> {
    // An `await` in the statement that got the future looks at it two microtasks later.
    await Promise.resolve()
    await Promise.resolve()
    for (const token of this.#failed.keys()) this.#tell(token)
  }

  #tell(token: object): void {
    const entry = this.#failed.get(token)
    if (entry === undefined) return
    this.#failed.delete(token)
    this.#collected.unregister(token)
    this.#checkEmpty()
    this.#report(entry.error, entry.site)
  }

  #checkEmpty(): void {
    if (this.#failed.size > 0 || !unreported.delete(this)) return
    if (unreported.size === 0) process.off("beforeExit", flushAll)
  }
}
