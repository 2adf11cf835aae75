import { occurrencesIn, preferred, vectorPlan } from "../emit/vector/index.ts"
import { isInLeaves, walk } from "../ir/index.ts"
import type { ArrayRef, Expr, Local, PrangeStmt, Stmt } from "../ir/index.ts"
import { factsOf, namesIn } from "./facts.ts"
import type { Facts } from "./facts.ts"
import { meet } from "./meet.ts"
import type { Pair } from "./meet.ts"
import { joined, lineOf } from "./joined.ts"
import { isOf, isSameRange } from "./ranges.ts"
import type { Range } from "./ranges.ts"

/** More streams from memory than that are no gain. */
const mostArrays = 8

/** What is known of the list that the loops are in. */
export interface Around {
  readonly ranges: ReadonlyMap<Local, Range>
  readonly lengths: ReadonlySet<Local>
}

/** Loops of a list that become one, and what stands between them. */
export class Group {
  readonly #around: Around
  readonly #loops: Facts[]
  /** What goes before all of the loops, and behind them. */
  readonly #ahead: Stmt[] = []
  readonly #behind: Stmt[] = []
  /** The same, of what comes after the last of them. */
  readonly #nextAhead: Stmt[] = []
  readonly #nextBehind: Stmt[] = []
  #pairs: readonly Pair[] = []
  /** Ranges have one length if these are equal. */
  #counts: readonly (readonly [Expr, Expr])[] = []
  #seen = 1
  /** Statements of the list that it has taken in. */
  length = 1
  /** A loop that was not taken in, and the same loop, which says why. */
  refused: { readonly loop: PrangeStmt; readonly told: PrangeStmt } | undefined

  constructor(first: PrangeStmt, around: Around) {
    this.#around = around
    this.#loops = [factsOf(first)]
  }

  /** Takes in the next statement, if it can: false where the group ends. */
  goesOn(stmt: Stmt): boolean {
    this.#seen++
    if (stmt.k !== "prange") return this.#moves(stmt)
    const facts = factsOf(stmt)
    const isSame = this.#isSameRange(stmt)
    if (isSame === false) return false
    const reason = this.#refusal(facts, isSame === "asked")
    if (reason === undefined) return true
    const first = this.#loops[0]!.loop
    const told = `not fused with the loop of line ${lineOf(first)}: ${reason}`
    this.refused = { loop: stmt, told: { ...stmt, fusion: told } }
    return false
  }

  /** Can the statement be run before the loops of the group, or behind the next one? */
  #moves(stmt: Stmt): boolean {
    const how = movable(stmt)
    if (how === undefined) return false
    const { sets, reads } = namesIn([stmt])
    const behind = namesIn([...this.#behind, ...this.#nextBehind])
    const passed = [...this.#loops, behind]
    const mayGoAhead = passed.every((one) => {
      return one.sets.isDisjointFrom(reads) && one.sets.isDisjointFrom(sets) && one.reads.isDisjointFrom(sets)
    })
    if (mayGoAhead) this.#nextAhead.push(stmt)
    else if (how === "draws") return false
    else this.#nextBehind.push(stmt)
    return true
  }

  #isSameRange(stmt: PrangeStmt): boolean | "asked" {
    const { ranges, lengths } = this.#around
    const { loop } = this.#loops[0]!
    const range = ranges.get(loop.index)!
    // It is what it was when the first of them began.
    const { sets } = namesIn([
      ...this.#loops.map((one) => one.loop),
      ...this.#ahead,
      ...this.#behind,
      ...this.#nextAhead,
      ...this.#nextBehind,
    ])
    if (isOf(range.start, sets) || isOf(range.count, sets)) return false
    return isSameRange([loop, range], [stmt, ranges.get(stmt.index)!], lengths)
  }

  /** Takes a loop in, or gives the reason why not. */
  #refusal(facts: Facts, isAsked: boolean): string | undefined {
    const first = this.#loops[0]!
    if (first.alone !== undefined) return `in that one ${first.alone}`
    if (facts.alone !== undefined) return facts.alone
    const { loop } = facts
    const behind = namesIn([...this.#behind, ...this.#nextBehind])
    for (const local of behind.sets) {
      if (facts.reads.has(local) || facts.sets.has(local))
        return `it needs \`${local.name}\`, which is computed between them`
    }
    if (!facts.sets.isDisjointFrom(behind.reads)) return "it changes what is used between them"
    const pairs: Pair[] = [...this.#pairs]
    for (const one of this.#loops) {
      const met = meet(one, facts)
      if (typeof met === "string") return met
      pairs.push(...met)
    }
    const loops = [...this.#loops, facts]
    const arrays = loops.map(arraysOf)
    const all = arrays.reduce((a, b) => a.union(b))
    if (all.size > mostArrays) return `they have more than ${mostArrays} arrays`
    const mustAsk = pairs.length > 0 || isAsked || loops.some(({ asked }) => asked.size > 0)
    const isShared = arrays.slice(0, -1).some((one) => !one.isDisjointFrom(arrays.at(-1)!))
    if (mustAsk && !isShared) return "they have no array in common"
    const slower = slowness(loops)
    if (slower !== undefined) return slower
    this.#loops.push(facts)
    this.#pairs = pairs
    if (isAsked) this.#counts = [...this.#counts, [first.loop.count, loop.count]]
    this.#ahead.push(...this.#nextAhead.splice(0))
    this.#behind.push(...this.#nextBehind.splice(0))
    this.length = this.#seen
    return undefined
  }

  statements(): readonly Stmt[] {
    const loops = this.#loops
    if (loops.length === 1) return [loops[0]!.loop]
    const { before, questions, loop, told } = joined(loops, this.#pairs, this.#counts)
    const one: readonly Stmt[] =
      questions === undefined ? [loop] : [...before, { k: "if", test: questions, yes: [loop], no: told }]
    return [...this.#ahead, ...one, ...this.#behind]
  }
}

function arraysOf({ accesses }: Facts): ReadonlySet<ArrayRef> {
  return new Set(accesses.map(({ array }) => array))
}

/** May a statement come earlier, or later? `draws`: only in its order with others that do. */
function movable(stmt: Stmt): "moves" | "draws" | undefined {
  if (stmt.k !== "set" && stmt.k !== "drop") return undefined
  let how: "moves" | "draws" | undefined = "moves"
  walk([stmt], {
    stmt(one) {
      if (one.k !== "set" && one.k !== "drop") how = undefined
    },
    expr({ k, rep, ...expr }) {
      const mayFail = (k === "index" && !("safe" in expr && expr.safe)) || k === "whole" || rep === "big"
      if (k === "load" || mayFail) how = undefined
      else if (k === "random" && how === "moves") how = "draws"
    },
  })
  return how
}

/** Why the loops are faster one by one. */
function slowness(loops: readonly Facts[]): string | undefined {
  const isInVectors = (loop: PrangeStmt): boolean =>
    typeof preferred(vectorPlan(loop), loop.body, occurrencesIn([loop])) !== "string"
  const alone = loops.map(({ loop }) => isInVectors(loop))
  if (alone.includes(true) && alone.includes(false)) return "only one of them is done eight at once"
  const leaves = loops.map(({ loop }) => isInLeaves(loop))
  const { loop, readsBack } = joined(loops, [], [])
  if (alone[0] !== isInVectors(loop)) return "together they would be done one by one"
  if (alone[0] && readsBack) return "it loads what has just been stored"
  if (alone[0] || !leaves.includes(true) || !leaves.includes(false)) return undefined
  return "only one of them adds up, and it is done one by one"
}
