import { BrokenBarrierError } from "../../core/errors/index.ts"
import { integer, knownKeys } from "../../core/options/index.ts"
import { defineKind, extraOf, invoke, SharedObject, timedOut, WaitList } from "../shared/index.ts"
import type { Call, Party, Watcher } from "../shared/index.ts"
import { waitTime } from "./wait-options.ts"
import type { WaitOptions } from "./wait-options.ts"

/** What a party is told: its index, and whether it is to run the action before all go on. */
interface Place {
  readonly index: number
  readonly runs: boolean
}

type State = "filling" | "acting" | "broken"

/**
 * Filling: parties arrive and wait. Acting: all are there, the last one runs the action; who arrives now belongs to the
 * next round. Broken: nobody waits until `reset`.
 */
class BarrierState implements Watcher {
  readonly #parties: number
  readonly #hasAction: boolean
  #state: State = "filling"
  #waiters: WaitList<Place, number> = this.#newRound()
  /** Who arrived while the action runs. */
  readonly #early = new WaitList<true>()
  #acting: Party | undefined

  constructor(parties: number, hasAction: boolean) {
    this.#parties = parties
    this.#hasAction = hasAction
  }

  async wait(call: Call, timeout: number | undefined): Promise<Place> {
    call.party.watch(this)
    const end = timeout === undefined ? undefined : performance.now() + timeout
    while (this.#state === "acting") {
      if ((await this.#early.wait(call, timeout, undefined)) === timedOut) throw this.#brokenBy("timed out")
    }
    if (this.#state === "broken") throw broken("is broken")
    const index = this.#waiters.size
    if (index + 1 === this.#parties) return this.#complete(call, index)
    if (timeout === 0) throw this.#brokenBy("timed out")
    const left = end === undefined ? undefined : Math.max(0, end - performance.now())
    const place = await this.#waiters.wait(call, left, index)
    if (place === timedOut) throw broken("timed out")
    return place
  }

  #complete(call: Call, index: number): Place {
    if (this.#hasAction) {
      this.#state = "acting"
      this.#acting = call.party
    } else this.#letGo()
    return { index, runs: this.#hasAction }
  }

  /** The action has run. */
  acted(_: Call, ok: boolean): void {
    if (this.#state !== "acting") throw broken("was reset while its action ran")
    this.#acting = undefined
    if (ok) this.#letGo()
    else this.#break("was broken by its action")
  }

  abort(): void {
    this.#break("was aborted")
  }

  reset(): void {
    const waiters = this.#waiters
    this.#waiters = this.#newRound()
    this.#state = "filling"
    this.#acting = undefined
    waiters.rejectAll(() => broken("was reset"))
    this.#wakeEarly()
  }

  waiting(): number {
    return this.#waiters.size
  }

  broken(): boolean {
    return this.#state === "broken"
  }

  left(party: Party): void {
    this.#waiters.leave(party)
    this.#early.leave(party)
    if (this.#acting === party) this.#break("was broken: the process that ran its action died")
  }

  #letGo(): void {
    const waiters = this.#waiters
    this.#waiters = this.#newRound()
    this.#state = "filling"
    for (const waiter of [...waiters]) waiter.resolve({ index: waiter.note, runs: false })
    this.#wakeEarly()
  }

  #wakeEarly(): void {
    for (let early = this.#early.take(); early !== undefined; early = this.#early.take()) early.resolve(true)
  }

  /** A party that gives up breaks the barrier for the others of its round. */
  #newRound(): WaitList<Place, number> {
    const round: WaitList<Place, number> = new WaitList(() => {
      if (round === this.#waiters) this.#break("was broken: one of its parties gave up")
    })
    return round
  }

  #brokenBy(why: string): BrokenBarrierError {
    this.#break("was broken: one of its parties gave up")
    return broken(why)
  }

  #break(why: string): void {
    const waiters = this.#waiters
    this.#waiters = this.#newRound()
    this.#state = "broken"
    this.#acting = undefined
    waiters.rejectAll(() => broken(why))
    this.#wakeEarly()
  }
}

function broken(why: string): BrokenBarrierError {
  return new BrokenBarrierError(`the barrier ${why}`)
}

/** The rest of what makes a Barrier. */
export interface BarrierOptions {
  /** Called by one of the parties when all are there, before they go on. If it throws, the barrier is broken. */
  readonly action?: (() => unknown) | undefined
  /** The timeout of waits that name none. Default: for ever. */
  readonly timeout?: number | string | undefined
}

interface Extra extends BarrierOptions {
  readonly parties: number
}

/**
 * A place where `parties` threads or processes wait for each other, again and again.
 *
 * @example
 * ```ts
 * import { Barrier } from "heddle/multiprocessing"
 * const start = new Barrier(2)
 * const indices = await Promise.all([start.wait(), start.wait()])
 * indices.toSorted() // => [0, 1]
 * ```
 */
export class Barrier extends SharedObject {
  /** @throws OptionError unless `parties` is a positive integer */
  constructor(parties: number, options: BarrierOptions = {}) {
    knownKeys(options, ["action", "timeout"])
    integer("parties", parties, { min: 1 })
    waitTime({ timeout: options.timeout })
    const { action, timeout } = options
    super(new BarrierState(parties, action !== undefined), { parties, action, timeout } satisfies Extra)
  }

  private get extra(): Extra {
    return extraOf(this) as Extra
  }

  get parties(): number {
    return this.extra.parties
  }

  /**
   * The index of the caller, from 0 to `parties - 1`, each given once, when all have arrived.
   * @throws BrokenBarrierError if somebody gave up (a timeout, a signal, a death), for all who wait
   */
  async wait(options: WaitOptions = {}): Promise<number> {
    const timeout = waitTime({ timeout: options.timeout ?? this.extra.timeout })
    const place = await invoke<Place>(this, "wait", [timeout], options.signal)
    if (place.runs) await act(this, this.extra)
    return place.index
  }

  /** Breaks the barrier: all who wait reject with BrokenBarrierError, and who comes, until `reset`. */
  async abort(): Promise<void> {
    await invoke(this, "abort")
  }

  /** Makes the barrier whole and empty; all who wait reject with BrokenBarrierError. */
  async reset(): Promise<void> {
    await invoke(this, "reset")
  }

  /** How many wait. */
  waiting(): Promise<number> {
    return invoke(this, "waiting")
  }

  broken(): Promise<boolean> {
    return invoke(this, "broken")
  }
}

async function act(barrier: Barrier, { action }: Extra): Promise<void> {
  try {
    await action!()
  } catch (error) {
    await invoke(barrier, "acted", [false])
    throw error
  }
  await invoke(barrier, "acted", [true])
}

defineKind("Barrier", Barrier)
