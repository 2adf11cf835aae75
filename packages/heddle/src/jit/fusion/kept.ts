import { isTarget, partsOf, walk } from "../ir/index.ts"
import type { ArrayRef, Copier, Expr, Local, Stmt } from "../ir/index.ts"
import type { Facts } from "./facts.ts"
import { isAlike } from "./meet.ts"
import { isPure } from "./places.ts"
import type { Place } from "./places.ts"

/** What iterations have stored, by the array: those of later loops need not load it. */
export type Kept = Map<ArrayRef, { readonly place: Place; readonly value: Expr } | undefined>

/** The loads of a loop whose values are kept; and whether others load what has just been stored. */
export function keptLoads(
  kept: Kept,
  { body, places }: Facts,
): { readonly values: Map<Expr, Expr>; readonly isComplete: boolean } {
  const values = new Map<Expr, Expr>()
  const stored = storedInside(body)
  let isComplete = true
  for (const stmt of body) {
    walk([stmt], {
      expr(expr) {
        if (expr.k !== "load" || !kept.has(expr.array)) return
        const [one, place] = [kept.get(expr.array), places.get(expr)]
        const isKept = one !== undefined && place !== undefined && !stored.has(expr.array)
        if (isKept && isAlike(one.place.at, place.at)) values.set(expr, one.value)
        else isComplete = false
      },
    })
    if (stmt.k === "store") stored.add(stmt.array)
  }
  return { values, isComplete }
}

/** Notes what a loop has stored after all of its iteration. `copier`: of the loop's body. */
export function keep(kept: Kept, { loop, body, places, once, sets }: Facts, copier: Copier): void {
  const unknown = storedInside(body)
  const isLeft = isTarget(loop.next, body)
  const isFixed = (local: Local): boolean => once.has(local) || !sets.has(local)
  for (const stmt of body) {
    if (stmt.k !== "store") continue
    const [place, value] = [places.get(stmt), loadedOf(stmt)]
    const isKnown = !isLeft && place !== undefined && value !== undefined && isOfFixed(value, isFixed)
    kept.set(stmt.array, isKnown ? { place, value: copier.value(value) } : undefined)
  }
  for (const array of unknown) kept.set(array, undefined)
}

/** The arrays that are stored into other than by one of the statements themselves, once for each iteration. */
function storedInside(body: readonly Stmt[]): Set<ArrayRef> {
  const found = new Set<ArrayRef>()
  for (const stmt of body) {
    walk([stmt], { stmt: (one) => void (one.k === "store" && one !== stmt && found.add(one.array)) })
  }
  return found
}

/** What a load of an element gives after a store. */
function loadedOf({ array, value }: Extract<Stmt, { k: "store" }>): Expr | undefined {
  if (array.element === "f64" || array.element === "i32") return value
  return array.element === "f32" ? { k: "unary", rep: "f64", op: "fround", a: value } : undefined
}

function isOfFixed(expr: Expr, isFixed: (local: Local) => boolean): boolean {
  if (expr.k === "get") return isFixed(expr.local)
  return isPure(expr) && partsOf(expr).every((part) => isOfFixed(part, isFixed))
}
