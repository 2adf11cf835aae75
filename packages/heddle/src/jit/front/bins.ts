import { listsOf, partsOf, valuesOf } from "../ir/index.ts"
import type { ArrayRef, Expr, Local, Stmt } from "../ir/index.ts"
import { Places } from "./places.ts"
import type { Place } from "./places.ts"

interface Access {
  readonly array: ArrayRef
  readonly index: Expr
  readonly place: Place | undefined
}

/**
 * The array of which a prange changes elements by what they were, `h[bin] += x`, where several iterations may have the same
 * element. What is only written is not meant: of that a prange promises that no two iterations do it.
 */
export function sharedBins(body: readonly Stmt[], index: Local, isNatural: boolean): ArrayRef | undefined {
  const places = new Places(body, index, isNatural)
  const [loads, stores] = accessesIn(body, places)
  const changes = stores.filter((store) =>
    loads.some(({ array, index, place }) => {
      if (array !== store.array) return false
      // Of two places of which nothing is known it is not known either whether they are the same.
      return (place === undefined && store.place === undefined) || places.isSame(index, store.index)
    }),
  )
  const shared = changes.find((one) => one.place === undefined || changes.some((other) => meet(places, one, other)))
  return shared?.array
}

/** Loads and stores of what is no part of an array that the iteration itself takes. */
function accessesIn(body: readonly Stmt[], places: Places): readonly [loads: Access[], stores: Access[]] {
  const loads: Access[] = []
  const stores: Access[] = []
  const note = (list: Access[], array: ArrayRef, index: Expr): void => {
    if (!isOwnPart(places, array)) list.push({ array, index, place: places.placeOf(index) })
  }
  const value = (expr: Expr): void => {
    if (expr.k === "load") note(loads, expr.array, expr.index)
    if (expr.k === "seq") list(expr.before)
    for (const part of partsOf(expr)) value(part)
  }
  const list = (stmts: readonly Stmt[]): void => {
    for (const stmt of stmts) {
      const inside = (): void => {
        for (const expr of valuesOf(stmt)) value(expr)
        if (stmt.k === "store") note(stores, stmt.array, stmt.index)
        for (const inner of listsOf(stmt)) list(inner)
      }
      if (stmt.k === "loop") places.within(stmt, inside)
      else inside()
    }
  }
  list(body)
  return [loads, stores]
}

/** Is it a part that the iteration takes, another one than others take? */
function isOwnPart(places: Places, { pointer, view }: ArrayRef): boolean {
  if (view === undefined || !places.isSet(pointer)) return false
  return !places.isUniform({ k: "get", rep: "i32", local: view.from })
}

/** May one iteration change by one of them what another iteration changes by the other? */
function meet(places: Places, one: Access, other: Access): boolean {
  if (one.array !== other.array || one.place === undefined || other.place === undefined) return false
  if (one === other || places.isSame(one.index, other.index)) return false
  const [a, b] = [one.place, other.place]
  const isAlike =
    places.isSame(a.stride, b.stride) &&
    a.offset.length === b.offset.length &&
    a.offset.every(({ expr, isLess }, i) => {
      const other = b.offset[i]!
      return isLess === other.isLess && places.isSame(expr, other.expr)
    })
  if (!isAlike) return true
  // Within one row.
  if (a.digits === undefined || b.digits === undefined) return a.digits !== b.digits || a.shift !== b.shift
  const stride = places.resolved(a.stride)
  if (stride.k !== "const") return a.shift !== b.shift
  const low = Math.min(a.shift + a.digits.low, b.shift + b.digits.low)
  return Math.max(a.shift + a.digits.high, b.shift + b.digits.high) - low >= Math.abs(stride.value)
}
