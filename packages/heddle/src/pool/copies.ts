import type { Cost, PreparedFunction } from "../core/backend/index.ts"
import { roughBytes } from "../core/wire/index.ts"

/** What the copies of a function's arguments cost. */
export interface CopyAccount {
  calls: number
  ms: number
  /** The largest argument: its place, about how many bytes it takes, and whether it is memory that could be shared. */
  place: number
  bytes: number
  isMemory: boolean
  /** The function's code unit. */
  readonly code: string | undefined
}

/** An argument whose copy takes less, in ms, is not worth a word. */
const worthCounting = 0.2
/** Remembers which arguments are expensive to copy. */
export class Copies {
  readonly #accounts = new Map<Cost, CopyAccount>()

  /** `args` of one call of `fn` were copied in `ms`. */
  took(ms: number, fn: PreparedFunction | undefined, args: readonly unknown[]): void {
    if (ms < worthCounting || fn === undefined) return
    let account = this.#accounts.get(fn.cost)
    if (account === undefined) {
      account = { calls: 0, ms: 0, place: 0, bytes: 0, isMemory: false, code: fn.frozen?.codes[0]?.src }
      this.#accounts.set(fn.cost, account)
    }
    account.calls++
    account.ms += ms
    // Now and then: to look at large values takes time too.
    if ((account.calls & (account.calls - 1)) === 0) Object.assign(account, largest(args))
  }

  /** The function whose arguments cost most so far. */
  get worst(): CopyAccount | undefined {
    let worst: CopyAccount | undefined
    for (const account of this.#accounts.values()) if (worst === undefined || account.ms > worst.ms) worst = account
    return worst
  }
}

function largest(args: readonly unknown[]): Pick<CopyAccount, "place" | "bytes" | "isMemory"> {
  let found = { place: 0, bytes: -1, isMemory: false }
  for (const [place, value] of args.entries()) {
    const bytes = roughBytes(value)
    const isMemory = ArrayBuffer.isView(value) || value instanceof ArrayBuffer
    if (bytes > found.bytes) found = { place, bytes, isMemory }
  }
  return found
}

/** What stands before a function's own text in its code unit. */
const returns = "return("

/** The name of a parameter in a function's text; undefined where it has none by itself. */
export function parameterName(code: string | undefined, place: number): string | undefined {
  if (code === undefined) return undefined
  // As it is sent, behind what it needs around it.
  const text = code.slice(code.indexOf(returns) + returns.length)
  const single = /^\s*(?:async\s+)?([\w$]+)\s*=>/.exec(text)
  if (single !== null) return place === 0 ? single[1] : undefined
  const open = text.indexOf("(")
  const names: string[] = []
  let depth = 0
  let from = open + 1
  for (let i = open; i >= 0 && i < text.length; i++) {
    const char = text[i]!
    if ("([{".includes(char)) depth++
    else if (")]}".includes(char)) depth--
    if (depth === 0 || (depth === 1 && char === ",")) {
      names.push(text.slice(from, i))
      from = i + 1
    }
    if (depth === 0) break
  }
  return /^\s*([\w$]+)\s*(?:=|$)/.exec(names[place] ?? "")?.[1]
}
