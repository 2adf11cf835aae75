import { walk } from "../../ir/index.ts"
import type { ArrayRef, Expr, Label, Local, PrangeStmt, Stmt } from "../../ir/index.ts"
import { bigintsRemark, hasBigints } from "./bigints.ts"
import { breaksIn } from "./breaks.ts"
import type { Occurrences } from "./occurrences.ts"
import { Refused, VectorPlan } from "./plan.ts"
import { isSame } from "./same.ts"

type Loop = Extract<Stmt, { k: "loop" }>

/** A plain `for` whose iterations do not depend on each other. */
export interface MapLoop {
  readonly loop: PrangeStmt
  readonly plan: VectorPlan
  /** What vectors save in an iteration, in operations of float64. */
  readonly gain: number
  /** The counter runs to before it, or to it. */
  readonly bound: Expr
  readonly isInclusive: boolean
  /** An iteration may be done twice: it reads nothing that any writes. */
  readonly isRepeatable: boolean
  /** What must be apart in memory: known only when it runs. */
  readonly apart: readonly (readonly [ArrayRef, ArrayRef])[]
}

/**
 * How the iterations of a `for (…; i < n; i++)` are done side by side, to the last bit: nothing goes from one to
 * the next in a variable, and what one writes no other reads or writes; else why not. `uses`: of all of the kernel.
 */
export function mapLoop(stmt: Loop, uses: Occurrences): MapLoop | string {
  const head = headOf(stmt)
  if (head === undefined) return "it does not count by one up to a bound"
  if (hasBigints(stmt.body)) return bigintsRemark
  if (draws(stmt.body)) return "it draws random numbers, in their order"
  const { index, bound, isInclusive } = head
  const loop: PrangeStmt = {
    k: "prange",
    index,
    start: { k: "get", rep: "i32", local: index },
    step: 1,
    count: bound,
    next: stmt.next,
    body: stmt.body,
    reductions: [],
  }
  try {
    const plan = new VectorPlan(loop)
    if (plan.isSet(index)) return "its body sets its counter"
    if (!plan.isInvariant(bound)) return "its bound may change on the way"
    if (leaves(stmt.body, stmt.next)) return "something leaves it before its end"
    for (const [local, first] of plan.firstSets()) {
      if (plan.isFresh(first) && uses.isOnlyIn(local, stmt)) continue
      return `\`${local.name}\` goes from one iteration to the next`
    }
    const found = conflicts(plan.loop.body, plan)
    return found === undefined
      ? "iterations may read or write what another one writes"
      : { loop, plan, gain: plan.gain, bound, isInclusive, ...found }
  } catch (error) {
    if (error instanceof Refused) return error.message
    throw error
  }
}

function draws(body: readonly Stmt[]): boolean {
  let found = false
  walk(body, { expr: ({ k }) => void (found ||= k === "random") })
  return found
}

/** Counter and bound of a loop that counts by one. */
function headOf({
  test,
  late,
  update,
}: Loop): { readonly index: Local; readonly bound: Expr; readonly isInclusive: boolean } | undefined {
  if (test?.k !== "compare" || late || update.length !== 1) return undefined
  const [step] = update
  if (step?.k !== "set" || step.local.rep !== "i32") return undefined
  const index = step.local
  const isIndex = (expr: Expr): boolean => expr.k === "get" && expr.local === index
  const { value } = step
  if (value.k !== "binary" || value.op !== "add" || !isIndex(value.a)) return undefined
  if (value.b.k !== "const" || value.b.value !== 1 || test.a.rep !== "i32") return undefined
  if (isIndex(test.a) && (test.op === "lt" || test.op === "le")) {
    return { index, bound: test.b, isInclusive: test.op === "le" }
  }
  if (isIndex(test.b) && (test.op === "gt" || test.op === "ge")) {
    return { index, bound: test.a, isInclusive: test.op === "ge" }
  }
  return undefined
}

/** Does anything in it leave the loop? */
function leaves(body: readonly Stmt[], next: Label): boolean {
  return body.some((stmt) => [...breaksIn(stmt)].some((label) => label !== next))
}

/** Pairs of arrays that must not overlap, and whether none is read and written; undefined: iterations meet in one array. */
function conflicts(body: readonly Stmt[], plan: VectorPlan): Pick<MapLoop, "apart" | "isRepeatable"> | undefined {
  const accesses: { readonly array: ArrayRef; readonly index: Expr; readonly stores: boolean }[] = []
  walk(body, {
    stmt(stmt) {
      if (stmt.k === "store") accesses.push({ array: stmt.array, index: stmt.index, stores: true })
    },
    expr(expr) {
      if (expr.k === "load") accesses.push({ array: expr.array, index: expr.index, stores: false })
    },
  })
  const written = new Map<ArrayRef, Expr | undefined>()
  const place = (index: Expr): { offset: Expr | undefined } | undefined => {
    const known = plan.indexOf(index)
    const at = known && plan.affine(known.a)
    return at !== undefined && (at.offset === undefined || plan.isInvariant(at.offset)) ? at : undefined
  }
  for (const { array, index, stores } of accesses) {
    if (!stores) continue
    const at = place(index)
    if (at === undefined || (written.has(array) && !isSame(written.get(array), at.offset))) return undefined
    written.set(array, at.offset)
  }
  for (const { array, index } of accesses) {
    if (!written.has(array)) continue
    const at = place(index)
    if (at === undefined || !isSame(written.get(array), at.offset)) return undefined
  }
  const others = new Set(accesses.map(({ array }) => array))
  const apart: (readonly [ArrayRef, ArrayRef])[] = []
  for (const one of written.keys()) {
    for (const other of others) {
      if (other === one || apart.some(([a, b]) => a === other && b === one)) continue
      apart.push([one, other])
    }
  }
  return { apart, isRepeatable: accesses.every(({ array, stores }) => stores || !written.has(array)) }
}
