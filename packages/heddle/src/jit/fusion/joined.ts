import { Copier, isTarget, Local } from "../ir/index.ts"
import type { ArrayRef, Expr, Label, PrangeStmt, Stmt } from "../ir/index.ts"
import type { Facts } from "./facts.ts"
import { keep, keptLoads } from "./kept.ts"
import type { Kept } from "./kept.ts"
import type { Pair } from "./meet.ts"
import { isAlike } from "./meet.ts"
import type { Place } from "./places.ts"
import { all, areApart, areEqual, isWithin } from "./questions.ts"

/** Loops as one. */
export interface Joined {
  readonly loop: PrangeStmt
  /** The loops themselves, which say so. */
  readonly told: readonly PrangeStmt[]
  /** Under which condition they are one; undefined: under any. */
  readonly questions: Expr | undefined
  /** What the condition needs. */
  readonly before: readonly Stmt[]
  /** An iteration loads what it has just stored: vectors wait for that. */
  readonly readsBack: boolean
}

/** `counts` are equal if the ranges are. */
export function joined(
  loops: readonly Facts[],
  pairs: readonly Pair[],
  counts: readonly (readonly [Expr, Expr])[],
): Joined {
  const { start, count, step, where } = loops[0]!.loop
  const [first, last, size] = ["first", "last", "count"].map((name) => new Local(name, "i32")) as [Local, Local, Local]
  const get = (local: Local): Expr => ({ k: "get", rep: "i32", local })
  const index = new Local(loops[0]!.loop.index.name, "i32")
  const { bodies, forwarded, readsBack } = bodiesOf(loops, index)
  const asked = askedOf(loops)
  const range = { first, last, count: size, step }
  const questions = [
    ...counts.map(([a, b]) => areEqual(a, b)),
    ...asked.map(({ array, place }) => isWithin(array, place, range)),
    ...distinct(pairs, forwarded).map(areApart),
  ]
  const isAsked = questions.length > 0
  const why = [
    ...(pairs.length > 0 ? ["arrays overlap"] : []),
    ...(counts.length > 0 ? ["lengths differ"] : []),
    ...(asked.length > 0 ? ["an index is outside"] : []),
  ]
  const told = loops.map(({ loop }) => ({ ...loop, fusion: textOf(loop, loops, why) }))
  const one = (value: number): Expr => ({ k: "const", rep: "i32", value })
  const steps: Expr = { k: "binary", rep: "i32", op: "sub", a: get(size), b: one(1) }
  const way: Expr = step === 1 ? steps : { k: "binary", rep: "i32", op: "mul", a: steps, b: one(step) }
  const random = loops.find(({ loop }) => loop.random !== undefined)?.loop.random
  return {
    loop: {
      k: "prange",
      index,
      start: isAsked ? get(first) : start,
      step,
      count: isAsked ? get(size) : count,
      next: bodies.at(-1)!.exit,
      body: bodies.flatMap(({ exit, body }, i) => {
        return i < bodies.length - 1 && isTarget(exit, body) ? [{ k: "block", exit, body }] : body
      }),
      reductions: loops.flatMap(({ loop }) => loop.reductions),
      ...(where !== undefined && { where }),
      ...(random !== undefined && { random }),
      fused: told,
    },
    told,
    questions: isAsked ? all(questions) : undefined,
    readsBack,
    before: [
      { k: "set", local: size, value: count },
      { k: "set", local: first, value: start },
      { k: "set", local: last, value: { k: "binary", rep: "i32", op: "add", a: get(first), b: way } },
    ],
  }
}

/** The bodies of the loops once more, for a counter that is another variable. Their indices have been asked for. */
function bodiesOf(
  loops: readonly Facts[],
  index: Local,
): {
  readonly bodies: readonly { readonly exit: Label; readonly body: Stmt[] }[]
  /** What is stored and goes on to later loops as a value: nothing else may be stored there. */
  readonly forwarded: ReadonlySet<ArrayRef>
  readonly readsBack: boolean
} {
  const kept: Kept = new Map()
  const forwarded = new Set<ArrayRef>()
  let readsBack = false
  const bodies = loops.map((facts) => {
    const { loop, body, sets, asked } = facts
    const { values, isComplete } = keptLoads(kept, facts)
    readsBack ||= !isComplete
    for (const load of values.keys()) if (load.k === "load") forwarded.add(load.array)
    const own = sets.difference(new Set(loop.reductions.map(({ local }) => local)))
    const copier = new Copier({ own, instead: new Map([[loop.index, index]]), values, isSafe: (one) => asked.has(one) })
    const copy = copier.block(loop.next, body)
    keep(kept, facts, copier)
    return copy
  })
  return { bodies, forwarded, readsBack }
}

/** Each place of an array once. */
function askedOf(loops: readonly Facts[]): readonly { readonly array: ArrayRef; readonly place: Place }[] {
  const found: { readonly array: ArrayRef; readonly place: Place }[] = []
  for (const { asked } of loops) {
    for (const one of asked.values()) {
      if (!found.some(({ array, place }) => array === one.array && isAlike(place.at, one.place.at))) found.push(one)
    }
  }
  return found
}

/** Each two arrays once: they may be one if all that use them say so. */
function distinct(pairs: readonly Pair[], forwarded: ReadonlySet<ArrayRef>): readonly Pair[] {
  const found: Pair[] = []
  for (const known of pairs) {
    const isKept = forwarded.has(known.one) || forwarded.has(known.other)
    const pair = { ...known, mayBeOne: known.mayBeOne && !isKept }
    const at = found.findIndex(({ one, other }) => {
      return (one === pair.one && other === pair.other) || (one === pair.other && other === pair.one)
    })
    if (at < 0) found.push(pair)
    else if (!pair.mayBeOne) found[at] = pair
  }
  return found
}

/** `fused with the loops of lines 4 and 6 unless arrays overlap or an index is outside` */
function textOf(loop: PrangeStmt, loops: readonly Facts[], why: readonly string[]): string {
  const lines = loops.flatMap((other) => (other.loop === loop ? [] : [lineOf(other.loop)]))
  const others = lines.length === 1 ? `the loop of line ${lines[0]}` : `the loops of lines ${listed(lines, "and")}`
  return `fused with ${others}${why.length === 0 ? "" : ` unless ${listed(why, "or")}`}`
}

function listed(words: readonly string[], last: string): string {
  if (words.length === 1) return words[0]!
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`
}

export function lineOf({ where }: PrangeStmt): string {
  return where?.split(":").at(-2) ?? "?"
}
