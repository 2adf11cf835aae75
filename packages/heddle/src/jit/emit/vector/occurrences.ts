import { listsOf, partsOf, valuesOf } from "../../ir/index.ts"
import type { ArrayRef, Expr, Local, Stmt } from "../../ir/index.ts"

/** Where in a body a variable is named. */
interface Use {
  /** The statements around it, outermost first, and which list of each. */
  readonly path: readonly Place[]
  readonly set: Stmt | undefined
}

interface Place {
  readonly list: readonly Stmt[]
  readonly at: number
  readonly stmt: Stmt
}

/** Where variables of a body are set and read. */
export class Occurrences {
  readonly #uses = new Map<Local, Use[]>()
  readonly #written = new Set<ArrayRef>()
  readonly #path: Place[] = []
  readonly #fresh = new Map<Stmt, boolean>()

  constructor(body: readonly Stmt[]) {
    this.#list(body)
  }

  /** How many statements set it. */
  sets(local: Local): number {
    return (this.#uses.get(local) ?? []).filter(({ set }) => set !== undefined).length
  }

  /** Is the array written to? */
  writes(array: ArrayRef): boolean {
    return this.#written.has(array)
  }

  /**
   * Does a value from before the statement reach nobody? Every use of its variable is in the list that the statement is in, and
   * the first one sets it.
   */
  isFresh(set: Stmt): boolean {
    let fresh = this.#fresh.get(set)
    if (fresh === undefined) this.#fresh.set(set, (fresh = this.#computeFresh(set)))
    return fresh
  }

  #computeFresh(set: Stmt): boolean {
    if (set.k !== "set") return false
    if (set.local.isInner) return true
    const uses = this.#uses.get(set.local) ?? []
    const own = uses.find((use) => use.set === set)
    if (own === undefined) return false
    const home = own.path.at(-1)!
    const depth = own.path.length - 1
    const inList = uses.every(({ path }) => path[depth]?.list === home.list && sameAbove(path, own.path, depth))
    const first = uses[0]!
    return inList && first.set?.k === "set" && first.path.length === own.path.length
  }

  /** Is it named within the statement only? */
  isOnlyIn(local: Local, stmt: Stmt): boolean {
    return (this.#uses.get(local) ?? []).every(({ path }) => path.some((place) => place.stmt === stmt))
  }

  /** Is it named only in the list, or in what is computed right after it? */
  isOnlyInList(local: Local, list: readonly Stmt[]): boolean {
    return (this.#uses.get(local) ?? []).every(({ path }) => path.some((place) => place.list === list))
  }

  /** Variables that are set within the statement and read outside of it. */
  leftBy(stmt: Stmt): Local[] {
    const isWithin = ({ path }: Use): boolean => path.some((place) => place.stmt === stmt)
    const isLeft = (uses: readonly Use[]): boolean =>
      uses.some((use) => use.set !== undefined && isWithin(use)) &&
      uses.some((use) => use.set === undefined && !isWithin(use))
    return [...this.#uses].flatMap(([local, uses]) => (isLeft(uses) ? [local] : []))
  }

  /** The variables that are set, and the first statement that sets each. */
  *firstSets(): Generator<[Local, Stmt]> {
    for (const [local, uses] of this.#uses) {
      const first = uses.find(({ set }) => set !== undefined)
      if (first !== undefined) yield [local, first.set!]
    }
  }

  /** Is its variable read within the loop only, and set before the loop in the list that the loop is in? */
  isLoopOwn(set: Stmt, loop: Stmt): boolean {
    if (set.k !== "set") return false
    const uses = this.#uses.get(set.local) ?? []
    const inside = ({ path }: Use): number => path.findIndex(({ stmt }) => stmt === loop)
    const own = uses.find((use) => use.set === set)
    const depth = own === undefined ? -1 : inside(own)
    if (depth < 0) return false
    const home = own!.path[depth]!
    const isRead = uses.every((use) => use.set !== undefined || inside(use) >= 0)
    const isSetBefore = uses.some(
      ({ set: other, path }) =>
        other !== undefined &&
        path.length === depth + 1 &&
        path[depth]!.list === home.list &&
        path[depth]!.at < home.at,
    )
    return isRead && isSetBefore
  }

  #list(list: readonly Stmt[]): void {
    for (const [at, stmt] of list.entries()) {
      this.#path.push({ list, at, stmt })
      this.#statement(stmt)
      this.#path.pop()
    }
  }

  #note(local: Local, set: Stmt | undefined): void {
    const uses = this.#uses.get(local)
    const use = { path: [...this.#path], set }
    if (uses === undefined) this.#uses.set(local, [use])
    else uses.push(use)
  }

  #statement(stmt: Stmt): void {
    for (const expr of valuesOf(stmt)) this.#value(expr)
    if (stmt.k === "set") this.#note(stmt.local, stmt)
    if (stmt.k === "store") this.#written.add(stmt.array)
    if (stmt.k === "prange") for (const { local } of stmt.reductions) this.#note(local, stmt)
    for (const inner of listsOf(stmt)) this.#list(inner)
  }

  #value(expr: Expr): void {
    if (expr.k === "get") this.#note(expr.local, undefined)
    if (expr.k !== "seq") {
      for (const part of partsOf(expr)) this.#value(part)
      return
    }
    this.#list(expr.before)
    // As if the value were one more statement of the list.
    this.#path.push({ list: expr.before, at: expr.before.length, stmt: { k: "drop", value: expr.value } })
    this.#value(expr.value)
    this.#path.pop()
  }
}

function sameAbove(a: readonly Place[], b: readonly Place[], depth: number): boolean {
  for (let i = 0; i < depth; i++) if (a[i]!.list !== b[i]!.list || a[i]!.at !== b[i]!.at) return false
  return true
}

export function occurrencesIn(body: readonly Stmt[]): Occurrences {
  return new Occurrences(body)
}
