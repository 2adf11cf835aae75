import assert from "node:assert/strict"
import { Frame, sql } from "@heddle/frame"
import { planOf, runHere } from "../../src/distribute/index.ts"
import type { PlanOptions } from "../../src/distribute/index.ts"

/** A frame of any rows. */
export type Made = Pick<Frame, "node">

/** The same for TypeScript, which then knows no columns. */
export function untyped({ node }: Made): Frame {
  return new Frame(node)
}

/** What a frame gives in partitions. The plan goes through JSON on its way, as it would to another machine. */
export async function inPartitions(frame: Made, options: PlanOptions): Promise<Frame> {
  using planned = await planOf(frame.node, options)
  return new Frame(await runHere(JSON.parse(JSON.stringify(planned.plan)) as typeof planned.plan))
}

/** How often a plan moves rows to where their keys are. */
export async function shufflesOf(frame: Made, options: PlanOptions): Promise<number> {
  using planned = await planOf(frame.node, options)
  return planned.plan.stages.filter(({ to }) => to !== undefined).length
}

type Row = readonly unknown[]

interface Rows {
  readonly types: Readonly<Record<string, string>>
  readonly rows: readonly Row[]
}

async function rowsOf(frame: Frame): Promise<Rows> {
  // What DuckDB says, not what verbs do.
  const { dtypes } = await sql`SELECT * FROM ${frame}`.typed()
  const names = Object.keys(dtypes)
  const columns = await frame.toColumns()
  const length = (columns[names[0]!] as unknown[]).length
  return { types: dtypes, rows: Array.from({ length }, (_, i) => names.map((name) => (columns[name] as unknown[])[i])) }
}

/** To sort rows by. */
function textOf(value: unknown): string {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : value.toPrecision(6)
  if (typeof value === "bigint") return String(value)
  if (Array.isArray(value)) return `[${value.map(textOf).toSorted().join(", ")}]`
  if (value instanceof Date) return value.toISOString()
  return value === undefined ? "undefined" : JSON.stringify(value)
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number" && !Number.isSafeInteger(b)) {
    return Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.abs(b)
  }
  return textOf(a) === textOf(b)
}

function inOrder({ rows }: Rows): readonly Row[] {
  const texts = new Map(rows.map((row) => [row, row.map(textOf).join(" | ")]))
  return rows.toSorted((a, b) => (texts.get(a)! < texts.get(b)! ? -1 : texts.get(a)! > texts.get(b)! ? 1 : 0))
}

/** Asserts that a frame gives in partitions what it gives as one query: the same columns of the same types, the same rows. */
export async function assertSame(
  frame: Made,
  options: PlanOptions,
  { isOrdered = false, note = "" }: { readonly isOrdered?: boolean; readonly note?: string } = {},
): Promise<void> {
  const expected = await rowsOf(untyped(frame))
  const found = await rowsOf(await inPartitions(frame, options))
  const where = `${note} in ${options.partitions} partitions`
  assert.deepEqual(found.types, expected.types, where)
  const [own, other] = isOrdered ? [found.rows, expected.rows] : [inOrder(found), inOrder(expected)]
  assert.equal(own.length, other.length, where)
  for (const [i, row] of own.entries()) {
    if (!row.every((value, column) => isSame(value, other[i]![column]))) assert.deepEqual(row, other[i], where)
  }
}
