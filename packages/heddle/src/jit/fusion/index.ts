/**
 * Pranges that stand one behind the other and have one range, as one loop: the elements that both use come from memory once,
 * and the threads are called once. Only where nobody can tell, but for the time. What is known only when it runs, as whether
 * arrays overlap, is asked before the loops, which are there in both forms then.
 *
 * ```ts skip a fragment: the names around it are internal
 * const { ir } = compile(source, types)
 * const { bytes, loops } = emitModule(fused(ir))
 * loops[1].fusion // => "fused with the loop of line 3 unless arrays overlap"
 * ```
 */
import { ArrayRef, walk } from "../ir/index.ts"
import type { KernelIr, Local, Stmt } from "../ir/index.ts"
import { Group } from "./group.ts"
import { lifted } from "./lifted.ts"
import { rangesIn } from "./ranges.ts"

/** false: loops stay as they were written. */
export const fusion: { isOn: boolean } = { isOn: true }

/** The same kernel, with fewer loops. */
export function fused(kernel: KernelIr): KernelIr {
  if (!fusion.isOn) return kernel
  const arrays = new Set<ArrayRef>(kernel.inputs.filter((input) => input instanceof ArrayRef))
  walk(kernel.body, {
    stmt: (stmt) => void (stmt.k === "store" && arrays.add(stmt.array)),
    expr: (expr) => void ((expr.k === "load" || expr.k === "index") && arrays.add(expr.array)),
  })
  const lengths = new Set([...arrays].map(({ length }) => length))
  return { ...kernel, body: listOf(kernel.body, lengths) }
}

function listOf(list: readonly Stmt[], lengths: ReadonlySet<Local>): Stmt[] {
  const opened = list.flatMap(lifted)
  const ranges = rangesIn(opened)
  const out: Stmt[] = []
  for (let at = 0; at < opened.length;) {
    const stmt = opened[at]!
    if (stmt.k !== "prange") {
      out.push(inside(stmt, lengths))
      at++
      continue
    }
    const group = new Group(stmt, { ranges, lengths })
    for (let next = at + 1; next < opened.length && group.goesOn(opened[next]!); next++);
    out.push(...group.statements())
    at += group.length
    // The one that was not taken in.
    if (group.refused !== undefined) opened[opened.indexOf(group.refused.loop)] = group.refused.told
  }
  return out
}

function inside(stmt: Stmt, lengths: ReadonlySet<Local>): Stmt {
  switch (stmt.k) {
    case "if":
      return { ...stmt, yes: listOf(stmt.yes, lengths), no: listOf(stmt.no, lengths) }
    case "loop":
    case "block":
      return { ...stmt, body: listOf(stmt.body, lengths) }
    default:
      return stmt
  }
}
