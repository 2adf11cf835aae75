import { occurrencesIn } from "../emit/vector/index.ts"
import type { Occurrences } from "../emit/vector/index.ts"
import { walk } from "../ir/index.ts"
import type { ArrayRef, Expr, Local, PrangeStmt, Stmt } from "../ir/index.ts"
import { placeOf } from "./places.ts"
import type { Place } from "./places.ts"

export interface Access {
  readonly array: ArrayRef
  readonly stores: boolean
  /** undefined: nothing is known of it. */
  readonly place: Place | undefined
}

/** What a prange does to what is around it. */
export interface Facts {
  readonly loop: PrangeStmt
  /** Its statements, none before an expression that is a statement itself. */
  readonly body: readonly Stmt[]
  /** What variables are that are set in one place, before anybody reads them. */
  readonly once: ReadonlyMap<Local, Expr>
  /** Of loads and stores; of those that are missing nothing is known. */
  readonly places: ReadonlyMap<Expr | Stmt, Place>
  /** The variables that it sets, and those that it reads. */
  readonly sets: ReadonlySet<Local>
  readonly reads: ReadonlySet<Local>
  readonly accesses: readonly Access[]
  /** Indices that may be outside, but for what is known of their places. */
  readonly asked: ReadonlyMap<Expr, { readonly array: ArrayRef; readonly place: Place }>
  /** Why it is one with no other loop. */
  readonly alone: string | undefined
}

export function factsOf(loop: PrangeStmt): Facts {
  const uses = occurrencesIn(loop.body)
  const { sets, reads } = namesIn([loop])
  const body = loop.body.flatMap(flat)
  const places = new Map<Expr | Stmt, Place>()
  const accesses: Access[] = []
  const asked = new Map<Expr, { readonly array: ArrayRef; readonly place: Place }>()
  const once = setsOnce(loop.body, uses)
  const valueOf = (local: Local): Expr | undefined => (sets.has(local) ? once.get(local) : undefined)
  const place = (index: Expr): Place | undefined =>
    placeOf(index, { index: loop.index, isSet: (local) => sets.has(local), valueOf })
  let alone: string | undefined
  if (loop.shares !== undefined) alone = `iterations may change the same element of \`${loop.shares.name}\``
  const note = (access: Extract<Expr, { k: "load" }> | Extract<Stmt, { k: "store" }>): void => {
    const { array, index, k } = access
    const known = place(index)
    if (known !== undefined) places.set(access, known)
    accesses.push({ array, stores: k === "store", place: known })
    if (sets.has(array.pointer)) alone ??= "iterations take parts of arrays"
  }
  walk(body, {
    stmt(stmt) {
      if (stmt.k === "prange") alone ??= "there is another prange"
      if (stmt.k === "guard" || stmt.k === "seed" || stmt.k === "return") alone ??= "something may fail"
      if (stmt.k === "store") note(stmt)
    },
    expr(expr) {
      if (expr.rep === "big") alone ??= "bigints may not fit in 64 bits"
      if (expr.k === "whole") alone ??= "something may fail"
      if (expr.k === "load") note(expr)
      if (expr.k !== "index" || expr.safe || expr.isUnchecked === true) return
      const known = place(expr)
      if (known === undefined) {
        alone ??= `an index may be outside of \`${expr.array.name}\``
      } else asked.set(expr, { array: expr.array, place: known })
    },
  })
  return { loop, body, once, places, sets, reads, accesses, asked, alone }
}

/** What comes before an expression that is a statement, as statements. */
function flat(stmt: Stmt): readonly Stmt[] {
  if ((stmt.k !== "set" && stmt.k !== "drop") || stmt.value.k !== "seq") return [stmt]
  const { before, value } = stmt.value
  return [...before.flatMap(flat), ...flat({ ...stmt, value })]
}

/** The variables of statements. */
export function namesIn(list: readonly Stmt[]): { readonly sets: Set<Local>; readonly reads: Set<Local> } {
  const [sets, reads] = [new Set<Local>(), new Set<Local>()]
  const array = ({ pointer, length, view }: ArrayRef): void => {
    reads.add(pointer).add(length)
    if (view !== undefined) reads.add(view.from)
  }
  walk(list, {
    stmt(stmt) {
      if (stmt.k === "set") sets.add(stmt.local)
      if (stmt.k === "store") array(stmt.array)
      if (stmt.k === "seed") reads.add(stmt.key)
      if (stmt.k !== "prange") return
      sets.add(stmt.index)
      if (stmt.random !== undefined) reads.add(stmt.random.key)
      for (const { local } of stmt.reductions) {
        sets.add(local)
        reads.add(local)
      }
    },
    expr(expr) {
      if (expr.k === "get") reads.add(expr.local)
      if (expr.k === "load" || expr.k === "index") array(expr.array)
    },
  })
  return { sets, reads }
}

/** What variables are that are set in one place, before anybody reads them. */
function setsOnce(body: readonly Stmt[], uses: Occurrences): ReadonlyMap<Local, Expr> {
  const values = new Map<Local, Expr>()
  walk(body, {
    stmt(stmt) {
      if (stmt.k === "set" && uses.sets(stmt.local) === 1 && uses.isFresh(stmt)) values.set(stmt.local, stmt.value)
    },
  })
  return values
}
