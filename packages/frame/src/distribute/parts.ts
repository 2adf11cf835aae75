import type { Node, Source } from "../plan/index.ts"
import type { Column } from "../schema/index.ts"
import { identifier } from "../sql/index.ts"
import { emptyText } from "./plan.ts"
import type { Input } from "./plan.ts"

/** A relation in partitions, as it is within one stage. */
export interface Parts {
  /** One after the other; each is one text, and so many tasks of it. */
  readonly branches: readonly Branch[]
  /** What decides in which partition a row is; undefined: nothing that is known. */
  readonly by: By | undefined
  /** Are the rows of a partition before those of the next? */
  readonly isOrdered: boolean
  /** At most, about. */
  readonly bytes: number
}

export interface Branch {
  readonly node: Node
  readonly count: number
}

/** Columns whose hash, as these types, says the partition. */
export type By = readonly { readonly name: string; readonly type: string }[]

/** A source that stands for an input of a task. For types there are columns and no rows. */
export interface Slot extends Source {
  readonly input: (partition: number) => Input
}

export function slot(label: string, columns: readonly Column[], input: Slot["input"]): Slot {
  return { label, columns, from: emptyText(columns), input }
}

export function isSlot(source: Source): source is Slot {
  return "input" in source
}

/** Is all of it in one partition? */
export function isSingle({ branches }: Parts): boolean {
  return branches.length === 1 && branches[0]!.count === 1
}

/** Something of each partition by itself. */
export function each(parts: Parts, change: (node: Node) => Node, more: Partial<Parts> = {}): Parts {
  return { ...parts, ...more, branches: parts.branches.map(({ node, count }) => ({ node: change(node), count })) }
}

/** The same partitions under other names of columns; undefined where one of them is gone. */
export function renamedBy(by: By | undefined, to: (name: string) => string | undefined): By | undefined {
  const all = by?.map(({ name, type }) => ({ name: to(name), type }))
  return all?.every((one): one is By[number] => one.name !== undefined) === true ? all : undefined
}

/** SQL of the partition of a row. */
export function partitionText(keys: readonly { readonly sql: string; readonly type: string }[], count: number): string {
  return `hash(${keys.map(({ sql, type }) => `CAST(${sql} AS ${type})`).join(", ")}) % ${count}`
}

export function keysOfBy(by: By): { readonly sql: string; readonly type: string }[] {
  return by.map(({ name, type }) => ({ sql: identifier(name), type }))
}

/** Whether a column is asked for; undefined: all are. */
export type Wanted = ((name: string) => boolean) | undefined

/** Those that some SQL may mean: names that are somewhere in it. */
export function wantedIn(...texts: readonly string[]): Wanted {
  const all = texts.join("\n").toLowerCase()
  // It may mean any.
  if (/\bcolumns\s*\(/.test(all)) return undefined
  return (name) => all.includes(name.replaceAll('"', '""').toLowerCase())
}

export function either(a: Wanted, b: Wanted): Wanted {
  return a && b && ((name) => a(name) || b(name))
}
