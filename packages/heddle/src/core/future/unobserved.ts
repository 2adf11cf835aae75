/** Those that have something to report when the program ends. */
const unreported = new Set<UnobservedErrors>()

function flushAll(): void {
  for (const errors of unreported) errors.flush()
}

/**
 * Failed futures that nobody has looked at. Each is reported once: when it is collected, when its pool closes, or when
 * the program has nothing more to do.
 */
export class UnobservedErrors {
  readonly #report: (error: unknown) => void
  readonly #failed = new Map<object, { readonly future: WeakRef<object>; readonly error: unknown }>()
  readonly #tokens = new WeakMap<object, object>()
  readonly #collected = new FinalizationRegistry<object>((token) => this.#tell(token))

  constructor(report: (error: unknown) => void) {
    this.#report = report
  }

  add(future: object, error: unknown): void {
    const token = {}
    this.#tokens.set(future, token)
    this.#failed.set(token, { future: new WeakRef(future), error })
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
  flush(): void {
    for (const token of this.#failed.keys()) this.#tell(token)
  }

  #tell(token: object): void {
    const entry = this.#failed.get(token)
    if (entry === undefined) return
    this.#failed.delete(token)
    this.#collected.unregister(token)
    this.#checkEmpty()
    this.#report(entry.error)
  }

  #checkEmpty(): void {
    if (this.#failed.size > 0 || !unreported.delete(this)) return
    if (unreported.size === 0) process.off("beforeExit", flushAll)
  }
}
