import { HeddleError, OptionError, TimeoutError } from "../core/errors/index.ts"
import type { Future } from "../core/future/index.ts"
import { delay, knownKeys } from "../core/options/index.ts"
import { Deque } from "../core/sequences/index.ts"
import type { Duration } from "../pool/index.ts"

/** How long a result is waited for. */
export interface NextOptions {
  /** In ms or as `"5s"`. Default: for ever. */
  readonly timeout?: Duration | undefined
}

/** Calls one actor with one value. */
export type ActorCallback<A, V, R> = (actor: A, value: V) => Future<R>

interface Running<A> {
  readonly actor: A
  readonly number: number
  readonly ref: Future<unknown>
}

/**
 * Actors that take calls in turn: each gets the next when it is done with the one before.
 *
 * @example
 * ```ts
 * import { ActorPool, remote } from "heddle/remote"
 * class Doubler {
 *   double(x: number) {
 *     return 2 * x
 *   }
 * }
 * const pool = new ActorPool([remote(Doubler).remote(), remote(Doubler).remote()])
 * const doubled: number[] = []
 * for await (const x of pool.map((actor, value: number) => actor.double.remote(value), [1, 2, 3])) doubled.push(x)
 * doubled // => [2, 4, 6]
 * ```
 */
export class ActorPool<A extends object> {
  readonly #idle: A[]
  /** What each busy actor is at. */
  readonly #busy = new Map<A, Running<A>>()
  /** Calls that wait for an actor. */
  readonly #waiting = new Deque<{ readonly number: number; readonly call: (actor: A) => Future<unknown> }>()
  /** Calls that are made, and not yet given to who asks. */
  readonly #running = new Map<number, Running<A>>()
  readonly #done: number[] = []
  readonly #askers: (() => void)[] = []
  #made = 0
  #given = 0
  #unorderedGiven = 0

  /** @throws OptionError for an actor that is there twice */
  constructor(actors: Iterable<A>) {
    this.#idle = [...actors]
    if (new Set(this.#idle).size < this.#idle.length) {
      throw new OptionError("actors", "actors that are all different", this.#idle)
    }
  }

  /** Calls an actor with the value: now, if one is free, else when one is. */
  submit<V, R>(call: ActorCallback<A, V, R>, value: V): void {
    const number = this.#made++
    this.#waiting.push({ number, call: (actor) => call(actor, value) })
    this.#start()
  }

  #start(): void {
    while (this.#waiting.size > 0 && this.#idle.length > 0) {
      const actor = this.#idle.shift()!
      const { number, call } = this.#waiting.shift()!
      const ref = call(actor)
      const running = { actor, number, ref }
      this.#busy.set(actor, running)
      this.#running.set(number, running)
      ref.addDoneCallback(() => this.#finished(running))
    }
    for (const ask of this.#askers.splice(0)) ask()
  }

  #finished({ actor, number }: Running<A>): void {
    this.#busy.delete(actor)
    this.#idle.push(actor)
    this.#done.push(number)
    this.#start()
  }

  /** Is there a result that nobody has taken, or will there be? */
  hasNext(): boolean {
    return this.#given + this.#unorderedGiven < this.#made
  }

  /** Is an actor free? */
  hasFree(): boolean {
    return this.#idle.length > 0 && this.#waiting.size === 0
  }

  /**
   * The next result, in the order of the calls.
   *
   * @throws TimeoutError; the result is there for the next who asks. HeddleError where there is none, and after results were
   * taken unordered
   */
  async getNext(options: NextOptions = {}): Promise<unknown> {
    if (this.#unorderedGiven > 0 && this.hasNext()) {
      throw new HeddleError("results that were taken as they came are not in order any more", {
        hint: "go on with getNextUnordered",
      })
    }
    this.#check()
    const number = this.#given
    await this.#until(() => this.#done.includes(number), options)
    this.#given++
    return this.#take(number)
  }

  /** The next result that is there. */
  async getNextUnordered(options: NextOptions = {}): Promise<unknown> {
    this.#check()
    await this.#until(() => this.#done.length > 0, options)
    this.#unorderedGiven++
    return this.#take(this.#done[0]!)
  }

  #take(number: number): Future<unknown> {
    const { ref } = this.#running.get(number)!
    this.#running.delete(number)
    this.#done.splice(this.#done.indexOf(number), 1)
    return ref
  }

  #check(): void {
    if (!this.hasNext()) throw new HeddleError("there is no next result", { hint: "ask hasNext() first" })
  }

  async #until(isThere: () => boolean, options: NextOptions): Promise<void> {
    knownKeys(options, ["timeout"])
    const ms = options.timeout === undefined ? undefined : delay("timeout", options.timeout)
    if (isThere()) return
    await new Promise<void>((resolve, reject) => {
      const late = (): void => reject(new TimeoutError(`there was no result after ${ms} ms`))
      const timer = ms === undefined ? undefined : setTimeout(late, ms)
      const look = (): void => {
        if (!isThere()) return void this.#askers.push(look)
        clearTimeout(timer)
        resolve()
      }
      this.#askers.push(look)
    })
  }

  /** Calls actors with the values; gives the results in their order. Values are taken as actors are free. */
  async *map<V, R>(call: ActorCallback<A, V, R>, values: Iterable<V>): AsyncGenerator<R, void, undefined> {
    for (const value of values) this.submit(call, value)
    while (this.hasNext()) yield (await this.getNext()) as R
  }

  /** The same, with the results as they come. */
  async *mapUnordered<V, R>(call: ActorCallback<A, V, R>, values: Iterable<V>): AsyncGenerator<R, void, undefined> {
    for (const value of values) this.submit(call, value)
    while (this.hasNext()) yield (await this.getNextUnordered()) as R
  }

  /** Takes a free actor out; undefined: there is none. */
  popIdle(): A | undefined {
    return this.hasFree() ? this.#idle.shift() : undefined
  }

  /** Adds an actor. @throws OptionError if it is in the pool */
  push(actor: A): void {
    if (this.#idle.includes(actor) || this.#busy.has(actor)) {
      throw new OptionError("actor", "one that is not in the pool", actor)
    }
    this.#idle.push(actor)
    this.#start()
  }
}
