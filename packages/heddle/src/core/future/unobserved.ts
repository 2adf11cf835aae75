/** Failed futures that nobody has looked at. Each is reported once: when it is collected, or when its pool closes. */
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
    this.#collected.register(future, token, token)
  }

  remove(future: object): void {
    const token = this.#tokens.get(future)
    if (token === undefined || !this.#failed.delete(token)) return
    this.#collected.unregister(token)
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
    this.#report(entry.error)
  }
}
