import { freeze } from "../closure/index.ts"
import type { Frozen } from "../closure/index.ts"
import { Cost } from "./cost.ts"

/** A function made ready to run on a backend. */
export interface PreparedFunction {
  readonly id: number
  /** What the function is called; "" of one without a name. */
  readonly name: string
  /** The function itself, on a backend that does not copy. What is sent holds neither it nor the scope that it was written in. */
  readonly fn: Function | undefined
  /** What is sent, on a backend that copies. */
  readonly frozen: Frozen | undefined
  /** The same for every later call with this function: workers keep it. Otherwise they drop it after the job. */
  readonly lasting: boolean
  /** How long a call takes, learned from every job that ran this code. */
  readonly cost: Cost
}

export interface PrepareOptions {
  readonly copies: boolean
  readonly shares: boolean
  readonly allowCopyWrites: boolean
}

/** What to call a function where a person reads it: its name, or where it is written. */
export function labelOf({ name, frozen }: PreparedFunction): string {
  const code = frozen?.codes[0]
  if (name !== "" || code === undefined) return name || "anonymous"
  return `${code.url.slice(code.url.lastIndexOf("/") + 1)}:${code.line + 1}`
}

const lasting = new WeakMap<object, PreparedFunction>()
const costs = new WeakMap<object, Cost>()
const costsByCode = new Map<string, Cost>()
/** Enough for any program's task functions; a program that generates code must not leak. */
const maxCosts = 4096
let lastId = 0

/**
 * Captures a function as it is now. Costs microseconds where nothing that it captures can have changed.
 * Throws ClosureError or UnsendableError where it cannot be sent.
 */
export function prepareFunction(fn: Function, options: PrepareOptions): PreparedFunction {
  const { name } = fn
  if (!options.copies) return { id: ++lastId, name, fn, frozen: undefined, lasting: false, cost: costOf(fn, undefined) }
  const frozen = freeze(fn, { allowCopyWrites: options.allowCopyWrites, shared: options.shares })
  const { key } = frozen
  const known = key && lasting.get(key)
  if (known !== undefined) return known
  const cost = costOf(key ?? fn, frozen.codes[0]?.hash)
  const prepared = { id: ++lastId, name, fn: undefined, frozen, lasting: key !== undefined, cost }
  if (key !== undefined) lasting.set(key, prepared)
  return prepared
}

function costOf(key: object, hash: string | undefined): Cost {
  if (hash === undefined) {
    let cost = costs.get(key)
    if (cost === undefined) costs.set(key, (cost = new Cost()))
    return cost
  }
  let cost = costsByCode.get(hash)
  if (cost === undefined) {
    if (costsByCode.size >= maxCosts) costsByCode.delete(costsByCode.keys().next().value!)
    costsByCode.set(hash, (cost = new Cost()))
  }
  return cost
}
