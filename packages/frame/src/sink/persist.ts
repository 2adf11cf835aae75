import { rmSync } from "node:fs"
import path from "node:path"
import { knownKeys, oneOf } from "heddle/extend"
import { execute, ScratchFolder } from "../engine/index.ts"
import type { QueryOptions } from "../engine/index.ts"
import { scan } from "../plan/index.ts"
import type { Node, Source } from "../plan/index.ts"
import { columnsOfNode, run } from "../run/index.ts"
import { identifier, literal } from "../sql/index.ts"

/** Where the rows of a frame are kept. */
export interface PersistOptions extends QueryOptions {
  /** A file of one's own. Default: one that goes when nobody has the frame any more, at the latest with the program. */
  readonly path?: string
  /** Default: "parquet", which is read fastest; "duckdb" where a column's type has no place in Parquet. */
  readonly format?: "parquet" | "duckdb"
}

const owners = new FinalizationRegistry<() => void>((dispose) => dispose())
let count = 0

/** Computes a relation now, into a file: never into memory, where it would be uncompressed and slower to read. */
export async function persisted(node: Node, options: PersistOptions = {}): Promise<Node> {
  knownKeys(options, ["path", "format", "signal", "progress"])
  const { signal, progress } = options
  const { columns, node: known } = await columnsOfNode(node, options)
  // Parquet has no integers of 128 bits, and no unions.
  const fits = columns.every(({ type }) => !/HUGEINT|UNION|INTERVAL|BIT|VARINT|BIGNUM/.test(type))
  const format = oneOf("format", options.format ?? (fits ? "parquet" : "duckdb"), ["parquet", "duckdb"])
  const folder = new ScratchFolder()
  const file = options.path === undefined ? path.join(folder.path, `rows.${format}`) : path.resolve(options.path)
  const alias = identifier(`kept_${process.pid}_${++count}`)
  try {
    if (format === "duckdb") {
      rmSync(file, { force: true })
      await execute(`ATTACH ${literal(file)} AS ${alias}`)
    }
    const into = (sql: string): string =>
      format === "parquet"
        ? `COPY (\n${sql}\n) TO ${literal(file)} (FORMAT parquet)`
        : `CREATE TABLE ${alias}.main.rows AS ${sql}`
    await run(known, { signal, progress }, async ({ chunks }) => Array.fromAsync(chunks), into)
    if (format === "duckdb") await execute(`DETACH ${alias}`)
  } catch (error) {
    if (format === "duckdb") await execute(`DETACH DATABASE IF EXISTS ${alias}`).catch(() => {})
    folder[Symbol.dispose]()
    throw error
  }
  const label = `persist(${options.path === undefined ? "" : JSON.stringify(options.path)})`
  const source: Source =
    format === "parquet"
      ? { label, columns, from: `read_parquet(${literal(file)})` }
      : {
          label,
          columns,
          from: `${alias}.main.rows`,
          isQuick: true,
          prepare: async () => {
            await execute(`ATTACH IF NOT EXISTS ${literal(file)} AS ${alias} (READ_ONLY)`)
            return `${alias}.main.rows`
          },
        }
  owners.register(source, () => {
    if (format === "duckdb")
      void execute(`DETACH DATABASE IF EXISTS ${alias}`)
        .catch(() => {})
        .then(() => folder[Symbol.dispose]())
    else folder[Symbol.dispose]()
  })
  return scan(source)
}
