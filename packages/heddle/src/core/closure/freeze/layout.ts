import type { GraphEncoder, NodeRef } from "../../wire/index.ts"
import type { CellRow } from "../thaw/index.ts"
import { codeUnit } from "./code-unit.ts"
import { draftsOf } from "./draft.ts"
import type { Draft, DraftVariable } from "./draft.ts"
import { cyclesOf } from "./cycles.ts"

/**
 * Decides, once a table is complete, how each function gets its variables: as parameters; as shared cells, where several
 * functions name one binding and one assigns it; or set after it was made, where the variable leads back to the function.
 */
export function finishLayout(ctx: GraphEncoder): void {
  const drafts = draftsOf(ctx)
  if (drafts.length === 0) return
  const cells = makeCells(ctx, drafts)
  const inCycle = drafts.some((draft) => draft.variables.some(({ value }) => canLeadBack(ctx, value)))
    ? cyclesOf(ctx.nodes, drafts)
    : undefined
  for (const draft of drafts) {
    const early: DraftVariable[] = []
    const late: DraftVariable[] = []
    const celled: { readonly variable: DraftVariable; readonly cell: readonly [number] }[] = []
    for (const variable of draft.variables) {
      const cell = variable.binding === undefined ? undefined : cells.get(variable.binding)
      if (cell !== undefined) celled.push({ variable, cell })
      else if (variable.inDefinition) early.push(variable)
      else if (isClass(draft) || (inCycle !== undefined && inCycle(draft.id, variable.value))) late.push(variable)
      else early.push(variable)
    }
    const code = codeUnit(
      draft,
      early.map(({ free }) => free.name),
      late.map(({ free }) => free.name),
      celled.map(({ variable }) => variable.free),
    )
    ctx.codes.set(code.hash, code)
    draft.row.code = code.hash
    draft.row.args = [
      ...draft.parameters.map(({ value }) => value),
      ...early.map(({ value }) => value),
      ...celled.map(({ cell }) => cell),
    ]
    if (late.length > 0) draft.row.late = late.map(({ value }) => value)
  }
}

/** A class may be met again in a later table: its variables are then set anew on the class that the worker has. */
function isClass({ located }: Draft): boolean {
  return located.unit.kind === "class"
}

function makeCells(ctx: GraphEncoder, drafts: readonly Draft[]): ReadonlyMap<string, readonly [number]> {
  const users = new Map<string, { count: number; written: boolean; value: NodeRef }>()
  for (const { variables } of drafts) {
    for (const { binding, free, value } of variables) {
      if (binding === undefined) continue
      const user = users.get(binding)
      if (user === undefined) users.set(binding, { count: 1, written: free.written, value })
      else {
        user.count++
        user.written ||= free.written
      }
    }
  }
  const cells = new Map<string, readonly [number]>()
  for (const [binding, { count, written, value }] of users) {
    if (count < 2 || !written) continue
    const ref = ctx.reserve()
    const row: CellRow = { t: "fn:cell", v: value }
    ctx.set(ref, row)
    cells.set(binding, ref)
  }
  return cells
}

const leaves: ReadonlySet<string> = new Set([
  "clone",
  "sym",
  "view",
  "lent",
  "global",
  "builtin",
  "poison",
  "fn:import",
  "fn:export",
  "fn:common",
  "fn:require",
])

function canLeadBack(ctx: GraphEncoder, value: NodeRef): boolean {
  if (typeof value !== "object" || value === null) return false
  const node = ctx.nodes[value[0]]
  return node !== undefined && !leaves.has(node.t)
}
