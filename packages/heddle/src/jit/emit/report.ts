import { listsOf, walk } from "../ir/index.ts"
import type { PrangeStmt, Stmt } from "../ir/index.ts"

/** How one loop of a kernel is run. */
export interface LoopReport {
  /** `sim.ts:14:7` */
  readonly where: string
  readonly isPrange: boolean
  /** What it does: `map`, `map+mask`, `reduce(+)`, `map+reduce(max)`; of a loop without an element that is written `loop`. */
  readonly does: string
  /** Its iterations run on all threads. */
  readonly isParallel: boolean
  /** Its iterations run eight at a time. */
  readonly inVectors: boolean
  /** Why they do not; or what becomes of a loop inside of one that does. */
  readonly remark: string | undefined
  /** Of a loop that has the range of the one before it: whether they are one, and if not, why. */
  readonly fusion?: string
}

const symbols = { add: "+", mul: "*", min: "min", max: "max", and: "&", or: "|", xor: "^" } as const

/** `map+mask`, `reduce(+)`, … */
export function doesOf(body: readonly Stmt[], reductions: PrangeStmt["reductions"] = []): string {
  const seen = { store: false, if: false }
  const visit = (list: readonly Stmt[]): void => {
    for (const stmt of list) {
      if (stmt.k === "store") seen.store = true
      if (stmt.k === "if") seen.if = true
      for (const inner of listsOf(stmt)) visit(inner)
    }
  }
  visit(body)
  const ops = [...new Set(reductions.map(({ combine }) => symbols[combine]))]
  const parts = [
    ...(seen.store ? ["map"] : []),
    ...(ops.length > 0 ? [`reduce(${ops.join(", ")})`] : []),
    ...(seen.if ? ["mask"] : []),
  ]
  return parts.length === 0 || (parts.length === 1 && seen.if) ? ["loop", ...parts].join("+") : parts.join("+")
}

/** A prange, or each of those that it has become of. */
export function reportPrange(
  to: { report(loop: LoopReport): void },
  loop: PrangeStmt,
  how: Pick<LoopReport, "isParallel" | "inVectors" | "remark">,
): void {
  for (const { where = "", body, reductions, fusion } of loop.fused ?? [loop]) {
    const does = doesOf(body, reductions)
    to.report({ where, isPrange: true, does, ...how, ...(fusion !== undefined && { fusion }) })
  }
}

/** Loops inside of one that is done in vectors. */
export function reportInside(to: { report(loop: LoopReport): void }, body: readonly Stmt[]): void {
  walk(body, {
    stmt(stmt) {
      if (stmt.k !== "loop") return
      to.report({
        where: stmt.where ?? "",
        isPrange: false,
        does: doesOf(stmt.body),
        isParallel: false,
        inVectors: true,
        remark: "as often as the iterations around it need, by masks",
      })
    },
  })
}

/** One report for each loop: a loop may have been written more than once, for vectors and for what is left over. */
export function merged(reports: readonly LoopReport[]): readonly LoopReport[] {
  const best = new Map<string, LoopReport>()
  for (const report of reports) {
    // Loops that a tool wrote around a function stand where that does.
    const key = `${report.where} ${report.isPrange}`
    const known = best.get(key)
    const one = known === undefined || (!known.inVectors && report.inVectors) ? report : known
    // A function that is called in several places may be one with another loop in one of them only.
    const isFused = known?.fusion === undefined || report.fusion?.startsWith("fused") === true
    const fusion = isFused ? (report.fusion ?? known?.fusion) : known.fusion
    best.set(key, fusion === undefined ? one : { ...one, fusion })
  }
  return [...best.values()].toSorted((a, b) => lineOf(a) - lineOf(b))
}

function lineOf({ where }: LoopReport): number {
  const [line = 0, column = 0] = where.split(":").slice(-2).map(Number)
  return line * 10_000 + column
}
