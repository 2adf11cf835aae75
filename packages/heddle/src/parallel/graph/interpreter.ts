/*
 * The worker's side of a graph. It is captured and sent, so it imports nothing, and keeps its state where every copy of
 * it in a thread finds it.
 */

/** How a part of a call's arguments is told to a worker: the number says what follows. */
export type Part =
  /** A value. */
  | readonly [0, unknown]
  /** A value that is kept there. */
  | readonly [1, number]
  /** The result of the step before. */
  | readonly [2]
  | readonly [3, readonly Part[]]
  /** An object: its keys, its values. */
  | readonly [4, readonly string[], readonly Part[]]
  | readonly [5, readonly (readonly [Part, Part])[]]
  | readonly [6, readonly Part[]]
  /** One of the values that a call gives, and what to say if there is none. */
  | readonly [7, Part, number, string]

/** A function's number and its arguments. */
export type Step = readonly [fn: number, args: readonly Part[]]

/** What a worker is asked: to run a chain of steps, to give up a kept value, to drop some. */
export type Program =
  | readonly ["run", id: number, steps: readonly Step[], keep: boolean, drop: readonly number[]]
  | readonly ["give", id: number]
  | readonly ["drop", ids: readonly number[] | "all"]

/** What one graph keeps in one worker, by the id of the task that made it. */
type Store = Map<number, unknown>

/** Where the stores are in a thread, by the graph's key. */
export const storesKey = "heddle.graph"

/**
 * What words to the graph begin with. As a result: `kept` and about how many bytes. As the message of an error: `step`
 * and which of a chain threw, with what it threw as the cause; or `missing`.
 */
export function markerOf(key: string): string {
  return `\u0000heddle graph ${key} `
}

/**
 * The function that workers run for a graph. Results that weigh `heavy` bytes or more and may be kept stay where they
 * are. Depends on nothing but what it is given.
 */
export function interpreter(fns: readonly Function[], key: string, heavy: number): (program: Program) => unknown {
  const marker = markerOf(key)
  return (program) => {
    const all = stores()
    switch (program[0]) {
      case "run":
        return run(program, 0, undefined)
      case "give": {
        const value = all.get(key)?.get(program[1])
        drop([program[1]])
        return value
      }
      default:
        if (program[1] === "all") all.delete(key)
        else drop(program[1])
        return undefined
    }

    /** A graph that keeps nothing here leaves nothing here. */
    function drop(ids: readonly number[]): void {
      const store = all.get(key)
      if (store === undefined) return
      for (const id of ids) store.delete(id)
      if (store.size === 0) all.delete(key)
    }

    function keep(id: number, value: unknown): void {
      const store = all.get(key)
      if (store === undefined) all.set(key, new Map([[id, value]]))
      else store.set(id, value)
    }

    function kept(id: number): unknown {
      const store = all.get(key)
      if (store?.has(id) === true) return store.get(id)
      throw new Error(`${marker}missing`)
    }

    function run(task: Extract<Program, readonly ["run", ...unknown[]]>, from: number, before: unknown): unknown {
      const [, id, steps, mayKeep, unneeded] = task
      const named = (step: number, error: unknown): unknown => {
        return steps.length > 1 ? new Error(`${marker}step ${step}`, { cause: error }) : error
      }
      let value = before
      for (let at = from; at < steps.length; at++) {
        try {
          const [fn, args] = steps[at]!
          const given = value
          const call = fns[fn] as (...args: unknown[]) => unknown
          value = call(...args.map((part) => build(part, kept, given)))
        } catch (error) {
          throw named(at, error)
        }
        if (isThenable(value)) {
          return value.then(
            (settled) => run(task, at + 1, settled),
            (error: unknown) => {
              throw named(at, error)
            },
          )
        }
      }
      drop(unneeded)
      const bytes = mayKeep ? weigh(value, heavy) : 0
      if (bytes < heavy || !mayKeep) return value
      keep(id, value)
      return `${marker}kept ${bytes}`
    }
  }
}

function stores(): Map<string, Store> {
  const slot = Symbol.for("heddle.graph")
  const all = globalThis as unknown as Record<symbol, Map<string, Store> | undefined>
  if (all[slot] === undefined) Object.defineProperty(all, slot, { value: new Map(), configurable: true })
  return all[slot]!
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
}

/** Makes the value that a part describes. */
export function build(part: Part, kept: (id: number) => unknown, before: unknown): unknown {
  switch (part[0]) {
    case 0:
      return part[1]
    case 1:
      return kept(part[1])
    case 2:
      return before
    case 3:
      return part[1].map((item) => build(item, kept, before))
    case 4:
      return Object.fromEntries(part[1].map((key, i) => [key, build(part[2][i]!, kept, before)]))
    case 5:
      return new Map(part[1].map(([key, value]) => [build(key, kept, before), build(value, kept, before)]))
    case 6:
      return new Set(part[1].map((item) => build(item, kept, before)))
    default: {
      const values = build(part[1], kept, before)
      if (Array.isArray(values) && part[2] < values.length) return values[part[2]]
      throw new TypeError(part[3])
    }
  }
}

/** About how many bytes a value is when it is sent; stops counting at `enough`. What cannot be told weighs all. */
function weigh(value: unknown, enough: number): number {
  let bytes = 0
  const waiting: unknown[] = [value]
  while (waiting.length > 0 && bytes < enough) {
    const one = waiting.pop()
    bytes += 8
    if (typeof one === "string") bytes += one.length
    else if (typeof one === "function") bytes = Infinity
    else if (typeof one !== "object" || one === null) continue
    else if (ArrayBuffer.isView(one)) bytes += one.buffer instanceof ArrayBuffer ? one.byteLength : 0
    else if (one instanceof ArrayBuffer) bytes += one.byteLength
    else if (one instanceof SharedArrayBuffer) continue
    else if (Array.isArray(one)) {
      if (one.length * 8 >= enough) bytes += one.length * 8
      else for (const item of one) waiting.push(item)
    } else if (one instanceof Map) for (const pair of one) waiting.push(pair)
    else if (one instanceof Set) for (const item of one) waiting.push(item)
    else {
      const prototype: unknown = Object.getPrototypeOf(one)
      if (prototype !== Object.prototype && prototype !== null) bytes = Infinity
      else for (const item of Object.values(one)) waiting.push(item)
    }
  }
  return bytes
}
