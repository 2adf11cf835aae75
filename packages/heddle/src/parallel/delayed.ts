import { inspect } from "node:util"
import { HeddleError, OptionError } from "../core/errors/index.ts"
import { boolean, integer, knownKeys } from "../core/options/index.ts"
import { poison } from "../core/wire/index.ts"
import type { Res } from "../pool/index.ts"
import { computeGraph, drawGraph } from "./graph/index.ts"
import type { ComputeOptions, VisualizeOptions } from "./graph/index.ts"
import { Deferred, nameOf, partOf } from "./deferred.ts"
import type { Computed, DelayedOptions, DelayedParts, LazyArgs } from "./delayed-types.ts"

/**
 * A call that was not made yet: what `delayed(fn)(...args)` gives. It may be an argument of another one: a graph. It has
 * no `then`: `await` gives it back unchanged and never runs it; `compute()` does.
 */
export class Delayed<R> extends Deferred {
  /**
   * Makes the call, with all that it depends on: shared parts once, on all cores, in an order that keeps few results
   * alive. Rejects with the first failure, whose stack tells the way of calls that led to it, after stopping the rest.
   *
   * @example
   * ```ts
   * import { delayed } from "heddle"
   * const inc = delayed((x: number) => x + 1)
   * const add = delayed((a: number, b: number) => a + b)
   * await add(inc(1), inc(2)).compute() // => 5
   * ```
   */
  async compute(options: ComputeOptions = {}): Promise<R> {
    const [value] = await computeGraph([this], options)
    return value as R
  }

  /** The graph as a picture: the text of an SVG, which is also written to `file`. Runs nothing. */
  visualize(options: VisualizeOptions = {}): string {
    return drawGraph([this], options)
  }

  override toString(): string {
    return `Delayed(${nameOf(this)})`
  }

  /** As text it has a name. As a number it would be NaN, silently. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString()
    throw new HeddleError(`${this.toString()} has no value before it is computed`, {
      hint: "give it to another delayed function, or await its compute()",
    })
  }

  static {
    const print = function (this: Delayed<unknown>): string {
      return this.toString()
    }
    Object.defineProperty(Delayed.prototype, inspect.custom, { value: print })
    Object.defineProperty(Delayed.prototype, poison, {
      value:
        "a Delayed is a call that was not made, and only arguments of other delayed calls are searched for them\n  hint: await its compute() first",
    })
  }
}

/** A call for each of the values that another one gives. */
function partsOf(call: Delayed<unknown>, nout: number): Delayed<unknown>[] {
  return Array.from({ length: nout }, (_, place) => new Delayed(partOf, [call, place], undefined))
}

/**
 * `delayed(fn)` gives a function that does not call `fn` but returns the call, for `parallel`, or for a graph: its
 * arguments may be such calls, also inside arrays, plain objects, Maps and Sets. They are looked at when the call is
 * computed. `delayed(value)` wraps a value, so that it is the same one wherever it is used. With `nout` a function that
 * returns an array gives so many calls, one for each value.
 *
 * @example
 * ```ts
 * import { delayed, parallel } from "heddle"
 * await parallel({ nJobs: 2 })([1, 4, 9].map((x) => delayed(Math.sqrt)(x))) // => [1, 2, 3]
 *
 * const split = delayed((text: string): [string, string] => [text.slice(0, 1), text.slice(1)], { nout: 2 })
 * const [head, tail] = split("heddle")
 * const upper = delayed((text: string) => text.toUpperCase())
 * await upper(head).compute() // => "H"
 * ```
 * @throws {OptionError}
 */
export function delayed<A extends unknown[], R extends Res | void>(
  fn: (...args: A) => R | PromiseLike<R>,
  options: DelayedOptions & { readonly nout: number },
): (...args: LazyArgs<A>) => DelayedParts<R>
export function delayed<A extends unknown[], R extends Res | void>(
  fn: (...args: A) => R | PromiseLike<R>,
  options?: DelayedOptions,
): (...args: LazyArgs<A>) => Delayed<R>
export function delayed<T>(value: Delayed<T>): Delayed<T>
export function delayed<T>(value: T, options?: DelayedOptions): Delayed<Computed<T>>
export function delayed(value: unknown, options?: DelayedOptions): unknown {
  if (options !== undefined) checkOptions(value, options)
  if (typeof value !== "function") return value instanceof Delayed ? value : new Delayed(undefined, [value], options)
  if (options?.nout !== undefined) {
    const { nout } = options
    return (...args: unknown[]) => partsOf(new Delayed(value, args, options), nout)
  }
  return (...args: unknown[]) => new Delayed(value, args, options)
}

function checkOptions(value: unknown, options: DelayedOptions): void {
  knownKeys(options, ["name", "pure", "nout", "traverse"], { dask_key_name: "name" })
  if (options.name !== undefined && typeof options.name !== "string")
    throw new OptionError("name", "a string", options.name)
  if (options.pure !== undefined) boolean("pure", options.pure)
  if (options.traverse !== undefined) boolean("traverse", options.traverse)
  if (options.nout === undefined) return
  integer("nout", options.nout, { min: 0 })
  if (typeof value !== "function") throw new OptionError("nout", "absent for a value", options.nout)
}
