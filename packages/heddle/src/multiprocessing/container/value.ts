import { HeddleError } from "../../core/errors/index.ts"
import { defineKind, extraOf, SharedObject } from "../shared/index.ts"
import type { Call } from "../shared/index.ts"
import { RLock } from "../sync/index.ts"
import { Guard, step, update } from "./guard.ts"
import { write, zeros } from "./number-type.ts"
import type { NumberOf, NumberType } from "./number-type.ts"

class ValueState {
  readonly #guard = new Guard()
  readonly #cell: ReturnType<typeof zeros>

  constructor(type: NumberType, initial: number | bigint | undefined) {
    this.#cell = zeros(type, 1)
    if (initial !== undefined) write(this.#cell, 0, initial)
  }

  get(call: Call): number | bigint | Promise<number | bigint> {
    return this.#guard.step(call, () => this.#cell[0]!)
  }

  set(call: Call, value: number | bigint): void | Promise<void> {
    return this.#guard.step(call, () => write(this.#cell, 0, value))
  }

  add(call: Call, amount: number | bigint): unknown {
    return this.#guard.step(call, () => {
      if (typeof amount !== typeof this.#cell[0]) throw new HeddleError(`only a ${typeof this.#cell[0]} can be added`)
      write(this.#cell, 0, (this.#cell[0] as number) + (amount as number))
      return this.#cell[0]
    })
  }

  begin(call: Call): Promise<number | bigint> {
    return this.#guard.begin(call, () => this.#cell[0]!)
  }

  commit(call: Call, value: number | bigint): void {
    this.#guard.end(call, () => write(this.#cell, 0, value))
  }

  rollback(call: Call): void {
    this.#guard.end(call)
  }
}

/**
 * One number. `get` and `set` are steps that nothing comes between, but `set(await get() + 1)` is two: use `add` or
 * `update`.
 *
 * @example
 * ```ts
 * import { Value } from "heddle/multiprocessing"
 * const counter = new Value("i", 5)
 * await counter.add(1) // => 6
 * await counter.update((n) => n * 2) // => 12
 * ```
 */
export class Value<N extends NumberType = NumberType> extends SharedObject {
  /** @throws OptionError for an unknown type, or a value that does not fit */
  constructor(type: N, initial?: NumberOf<N>) {
    super(new ValueState(type, initial), new RLock())
  }

  get(): Promise<NumberOf<N>> {
    return step(this, "get")
  }

  async set(value: NumberOf<N>): Promise<void> {
    await step(this, "set", value)
  }

  /** Adds, in one step; the new value. */
  add(amount: NumberOf<N>): Promise<NumberOf<N>> {
    return step(this, "add", amount)
  }

  /** Calls `change` with the value and sets what it gives, in one step; the new value. If it throws nothing changes. */
  update(change: (value: NumberOf<N>) => NumberOf<N> | PromiseLike<NumberOf<N>>): Promise<NumberOf<N>> {
    return update(this, [], change)
  }

  /** A lock that goes with the value, for steps over several objects. It keeps out only those who ask for it too. */
  getLock(): RLock {
    return extraOf(this) as RLock
  }
}

defineKind("Value", Value)
