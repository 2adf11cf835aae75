import { describe, open, query, ScratchFolder } from "../engine/index.ts"
import type { QueryOptions, Running } from "../engine/index.ts"
import { inputsOf, neededOf, readWhole, rewritten, scan, sqlOf, typesOf } from "../plan/index.ts"
import type { Context, FromItems, Node, Source } from "../plan/index.ts"
import { collectColumns, resultColumns } from "../result/index.ts"
import type { Column } from "../schema/index.ts"

/** Relations that are being resolved: one that stands at several places is looked up, or made, once. */
type Resolving = Map<Node, Promise<Node>>

/** A relation all of whose columns are known where they must be. */
function resolved(
  node: Node,
  options: QueryOptions,
  scratch: ScratchFolder,
  all: Resolving = new Map(),
): Promise<Node> {
  const known = all.get(node)
  if (known !== undefined) return known
  const own = resolvedOnce(node, options, scratch, all)
  all.set(node, own)
  return own
}

async function resolvedOnce(node: Node, options: QueryOptions, scratch: ScratchFolder, all: Resolving): Promise<Node> {
  const inputs = await Promise.all(inputsOf(node).map((input) => resolved(input, options, scratch, all)))
  let at = 0
  const own = rewritten(node, () => inputs[at++]!)
  if (own.k === "later") {
    const columns = await typed(own.input)
    const made = await own.build(columns, async (other) => firstColumn(other, options))
    return resolved(made, options, scratch, all)
  }
  if (own.k === "made") {
    const columns = await typed(own.input)
    const froms = await ready(own.input, options, scratch)
    const from = await own.make(sqlOf(own.input, froms), columns, contextOf(options, scratch, undefined))
    return scan({ label: own.label, columns: own.columns, from })
  }
  return own
}

async function typed(node: Node): Promise<readonly Column[]> {
  return typesOf(node) ?? describe(sqlOf(node))
}

async function firstColumn(node: Node, options: QueryOptions): Promise<unknown[]> {
  return run(node, { signal: options.signal }, async ({ result, chunks }) => {
    const columns = await collectColumns(chunks, resultColumns(result))
    return columns.values(0)
  })
}

/** How a relation is run. */
export interface RunOptions extends QueryOptions {
  /** false: its rows may not be read to the end. */
  readonly isWhole?: boolean
}

export function contextOf(
  options: RunOptions,
  scratch: ScratchFolder,
  needed: ReadonlySet<string> | undefined,
  isWhole = true,
): Context {
  return { signal: options.signal, folder: () => scratch.path, needed, isWhole, describe }
}

/** Makes all sources ready. */
async function ready(node: Node, options: RunOptions, scratch: ScratchFolder): Promise<FromItems> {
  const needed = neededOf(node)
  const whole = readWhole(node, options.isWhole ?? true)
  const froms = new Map<Source, string>()
  for (const [source, names] of needed) {
    if (source.prepare !== undefined)
      froms.set(source, await source.prepare(contextOf(options, scratch, names, whole.has(source))))
  }
  return froms
}

/** The relation without what waits for columns or for functions: what they make is there until it is disposed of. */
export async function settled(node: Node, options: QueryOptions): Promise<{ readonly node: Node } & Disposable> {
  const scratch = new ScratchFolder()
  try {
    return { node: await resolved(node, options, scratch), [Symbol.dispose]: () => scratch[Symbol.dispose]() }
  } catch (error) {
    scratch[Symbol.dispose]()
    throw error
  }
}

/** A relation's SQL text whose sources are ready, until it is disposed of. */
export async function preparedSql(node: Node, options: RunOptions): Promise<{ readonly text: string } & Disposable> {
  const scratch = new ScratchFolder()
  try {
    const own = await resolved(node, options, scratch)
    const froms = await ready(own, options, scratch)
    return { text: sqlOf(own, froms), [Symbol.dispose]: () => scratch[Symbol.dispose]() }
  } catch (error) {
    scratch[Symbol.dispose]()
    throw error
  }
}

/** Begins a relation's query. It is over when it is disposed of. */
export async function begin(
  node: Node,
  options: RunOptions,
  around: (sql: string) => string = (sql) => sql,
): Promise<Running & Disposable> {
  const sql = await preparedSql(node, options)
  try {
    const running = await open(around(sql.text), options)
    const end = (): void => {
      running[Symbol.dispose]()
      sql[Symbol.dispose]()
    }
    return { ...running, [Symbol.dispose]: end }
  } catch (error) {
    sql[Symbol.dispose]()
    throw error
  }
}

/** Runs a relation's query, and `use` with its rows. */
export async function run<T>(
  node: Node,
  options: QueryOptions,
  use: (running: Running) => Promise<T>,
  around?: (sql: string) => string,
): Promise<T> {
  using running = await begin(node, options, around)
  return await use(running)
}

/** The columns of a relation, and the relation with all that is known then. */
export async function columnsOfNode(
  node: Node,
  options: QueryOptions,
): Promise<{ columns: readonly Column[]; node: Node }> {
  const known = typesOf(node)
  if (known !== undefined) return { columns: known, node }
  using scratch = new ScratchFolder()
  const own = await resolved(node, options, scratch)
  const columns = await typed(own)
  return { columns, node: { ...node, columns } }
}

/** The SQL text, where sources stand as they are written, if it is known already. */
export function shownSql(node: Node): string {
  return sqlOf(node)
}

/** The SQL text, and how DuckDB would run it. */
export async function explained(node: Node): Promise<string> {
  using scratch = new ScratchFolder()
  const own = await resolved(node, {}, scratch)
  const froms = new Map<Source, string>()
  for (const [source, names] of neededOf(own)) {
    if (source.isQuick === true) froms.set(source, await source.prepare!(contextOf({}, scratch, names)))
  }
  const sql = sqlOf(own, froms)
  const plan = await query(`EXPLAIN ${sql}`, {}, async ({ chunks }) => {
    const lines: string[] = []
    for await (const chunk of chunks) for (const [, text] of chunk.getRows()) lines.push(String(text))
    return lines.join("\n")
  })
  return `${sql}\n\n${plan}`
}
