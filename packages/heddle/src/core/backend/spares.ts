/** A spare that nobody has asked for in this long, in ms, is ended. */
const keep = 10_000

/** How workers of a backend are started early, and got rid of. */
export interface SpareMaker<Spec, Spare> {
  /** Workers of one kind are interchangeable; one of kind undefined is like no other. */
  kindOf(spec: Spec): string | undefined
  /** Starts one that waits to be told what it is to be. `gone` is called if it ends by itself. */
  start(spec: Spec, gone: () => void): Spare
  end(spare: Spare): void
}

/**
 * At most one worker that has loaded what it needs and waits for its first word. A worker that dies without being told to
 * seldom stays alone: once its successor is there, and needs the processors no more, the next one that dies has a spare.
 */
export class Spares<Spec, Spare> {
  readonly #maker: SpareMaker<Spec, Spare>
  #spare: { readonly kind: string; readonly worker: Spare; readonly timer: NodeJS.Timeout } | undefined
  /** The kind of the worker that died last, until its successor is there. */
  #lost: string | undefined

  constructor(maker: SpareMaker<Spec, Spare>) {
    this.#maker = maker
  }

  /** The spare, if there is one of that kind. */
  take(spec: Spec): Spare | undefined {
    if (this.#spare === undefined || this.#spare.kind !== this.#maker.kindOf(spec)) return undefined
    const { worker, timer } = this.#spare
    this.#spare = undefined
    clearTimeout(timer)
    return worker
  }

  /** A worker died that nobody had told to. */
  lost(spec: Spec): void {
    this.#lost = this.#maker.kindOf(spec)
  }

  /** A worker is there. Throws what `start` throws. */
  ready(spec: Spec): void {
    if (this.#lost === undefined || this.#spare !== undefined || this.#lost !== this.#maker.kindOf(spec)) return
    const kind = this.#lost
    this.#lost = undefined
    const drop = (): void => {
      if (this.#spare?.worker !== worker) return
      clearTimeout(this.#spare.timer)
      this.#spare = undefined
      this.#maker.end(worker)
    }
    const worker = this.#maker.start(spec, drop)
    const timer = setTimeout(drop, keep)
    timer.unref()
    this.#spare = { kind, worker, timer }
  }
}
