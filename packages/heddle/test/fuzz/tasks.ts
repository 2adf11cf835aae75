import { currentTask } from "../../src/core/task/index.ts"
import { transfer } from "../../src/core/wire/transfer.ts"
import { digest } from "./digest.ts"
import { begun, ended, note } from "./ledger.ts"
import type { Ledger } from "./ledger.ts"
import { make } from "./values.ts"
import type { Recipe } from "./values.ts"

/*
 * What tasks do, on the side of the worker. The pool brings these functions by reference, also where a closure around
 * them goes by value.
 */

/** How a task ends. All but `value` and `stray` are its failures. */
export type Deed = "value" | Thrown | "exit" | "crash" | "spin" | "never" | "unsendable" | "hoard" | "stray"
export const thrownKinds = ["error", "mishap", "several", "frozen", "null", "undefined", "string", "record"] as const
export type Thrown = (typeof thrownKinds)[number]

/** What it does before. */
export interface Work {
  readonly kind: "none" | "spin" | "microtask" | "turn" | "timer"
  readonly ms: number
}

/** What one task is told. */
export interface Order {
  readonly id: number
  readonly work: Work
  readonly deed: Deed
  /** Attempts that end as the deed says. Later ones give the value. */
  readonly failures: number
  /** What it gives: its argument, a value that it makes, that moved, its argument's digest, or its number. */
  readonly give: "echo" | "make" | "moved" | "digest" | "id"
  readonly recipe: Recipe
  /** It says how far it is: such a result takes another way. */
  readonly tells: boolean
  /** What a generator yields. */
  readonly yields: number
}

export class Mishap extends Error {
  override readonly name = "Mishap"
  readonly code = "E_MISHAP"
  readonly id: number
  constructor(id: number) {
    super(`mishap ${id}`, { cause: new TypeError("below") })
    this.id = id
  }
}

/** Does what it was told. */
export function perform(ledger: Ledger, order: Order, value?: unknown): unknown {
  note(ledger, order.id, begun)
  const { attempt } = currentTask()
  if (order.tells) currentTask().progress(0.5, `${order.id}`)
  const finish = (): unknown => conclude(ledger, order, attempt, value)
  switch (order.work.kind) {
    case "none":
      return finish()
    case "spin":
      spin(order.work.ms)
      return finish()
    case "microtask":
      return Promise.resolve().then(finish)
    case "turn":
      return new Promise((resolve) => setImmediate(resolve)).then(finish)
    default:
      return new Promise((resolve) => setTimeout(resolve, order.work.ms)).then(finish)
  }
}

/** The same with a variable of the caller's, which must have come along. */
export function performWith(ledger: Ledger, salt: string, order: Order, value: unknown): unknown {
  if (salt !== saltOf(order.id)) throw new Error(`a captured variable is ${salt} in task ${order.id}`)
  return perform(ledger, order, value)
}

export function saltOf(id: number): string {
  return `salt of ${id}`
}

export function spin(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

function conclude(ledger: Ledger, order: Order, attempt: number, value: unknown): unknown {
  const failed = attempt <= order.failures ? fail(order) : undefined
  if (failed !== undefined) return failed.result
  const given = answer(order, value)
  note(ledger, order.id, ended)
  if (order.deed === "stray") {
    setImmediate(() => {
      throw new Error("stray")
    })
  }
  return given
}

/** What a task gives that fails only behind its return. */
class Failed {
  readonly result: unknown
  constructor(result: unknown) {
    this.result = result
  }
}

function fail({ id, deed }: Order): Failed | undefined {
  switch (deed) {
    case "value":
    case "stray":
      return undefined
    case "exit":
      return process.exit(exitCodeOf(id))
    case "crash":
      process.nextTick(() => {
        throw new Error(`crash ${id}`)
      })
      return new Failed(new Promise(() => {}))
    case "spin":
      for (;;);
    case "never":
      return new Failed(new Promise(() => {}))
    case "unsendable":
      return new Failed(id % 4 === 0 ? () => id : unsendable(id))
    case "hoard": {
      const kept: object[] = []
      for (let i = 0; ; i++) kept.push({ i })
    }
    default:
      throw thrown(deed, id)
  }
}

export function exitCodeOf(id: number): number {
  return id % 100
}

/** What is thrown, as the main program makes it too. */
export function thrown(kind: Thrown, id: number): unknown {
  switch (kind) {
    case "error":
      return Object.assign(new RangeError(`error ${id}`, { cause: `cause ${id}` }), { code: "E_RANGE", id })
    case "mishap":
      return new Mishap(id)
    case "several":
      return new AggregateError([new TypeError(`first ${id}`), id], `several ${id}`)
    case "frozen":
      return Object.freeze(new TypeError(`frozen ${id}`))
    case "null":
      return null
    case "undefined":
      return undefined
    case "string":
      return `string ${id}`
    default:
      return { id }
  }
}

/** What cannot be sent, neither there nor back. */
export function unsendable(id: number): unknown {
  const values = [{ deep: [new WeakMap()] }, new WeakRef({}), [Promise.resolve(id)]]
  return values[id % values.length]
}

function answer({ id, give, recipe }: Order, value: unknown): unknown {
  switch (give) {
    case "echo":
      return value
    case "make":
      return make(recipe)
    case "moved":
      return transfer(make(recipe))
    case "digest":
      return digest(value)
    default:
      return id
  }
}

/** What a generator yields, one value after another; some fail behind the last. */
export function* yieldAll(ledger: Ledger, order: Order): Generator {
  note(ledger, order.id, begun)
  for (let i = 0; i < order.yields; i++) yield make(yielded(order, i))
  if (order.failures > 0) {
    const failed = fail(order)
    if (failed instanceof Failed) yield failed.result
  }
  note(ledger, order.id, ended)
}

export async function* yieldLater(ledger: Ledger, order: Order): AsyncGenerator {
  for (const value of yieldAll(ledger, order)) {
    if (order.work.kind !== "none") await new Promise((resolve) => setImmediate(resolve))
    yield value
  }
}

/** What an order's generator yields at one place. */
export function yielded({ recipe }: Order, at: number): Recipe {
  return { ...recipe, seed: (recipe.seed + at) >>> 0 }
}

/** A tiny task: its argument is all that it is told, and says which one it is. */
export function tiny(ledger: Ledger, item: Item): unknown {
  const id = idOf(item)
  note(ledger, id, begun)
  const result = reckon(item)
  note(ledger, id, ended)
  return result
}

/** A text that says whose it is, of a length that depends on that. Most have one byte for a character. */
export function textOf(id: number, size: number): string {
  return `${id}:`.padEnd(size - ((id * 7) % (1 + size / 3)), id % 5 === 0 ? "☃" : `${id % 10}é`)
}

/** A text for a text, as long. */
export function answerText(ledger: Ledger, text: string): string {
  const id = Number.parseInt(text, 10)
  note(ledger, id, begun)
  note(ledger, id, ended)
  return answerTo(text)
}

export function answerTo(text: string): string {
  return `${text.slice(0, -1)}!`
}

/** A number for a number. */
export function half(ledger: Ledger, id: number): number {
  note(ledger, id, begun)
  note(ledger, id, ended)
  return id + 0.5
}

export type Item = number | string | { readonly id: number } | readonly [number, string]

export function idOf(item: Item): number {
  if (typeof item === "number") return item
  if (typeof item === "string") return Number.parseInt(item, 10)
  return "id" in item ? item.id : item[0]
}

/** Numbers mostly, the odd ones too; now and then something else among them. */
export function reckon(item: Item): unknown {
  const id = idOf(item)
  if (typeof item === "string") return id % 5 === 0 ? `${item}☃` : item.toUpperCase()
  if (typeof item === "object") return id % 3 === 0 ? item : { id, half: id / 2, list: [item] }
  switch (id % 64) {
    case 1:
      return NaN
    case 2:
      return -0
    case 3:
      return Infinity
    case 4:
      return `${id}`
    case 5:
      return undefined
    case 6:
      return id % 128 === 6 ? "é".repeat(id % 3000) : [id, null]
    default:
      return id % 2 === 0 ? id * 2 : id / 3
  }
}
