import type { Column } from "../schema/index.ts"
import { identifier, literal } from "../sql/index.ts"

/** A query in stages, as plain data: JSON can hold it. */
export interface Plan {
  /** Into how many parts a shuffle divides rows. */
  readonly partitions: number
  /** In an order in which each reads only from those before it. The files of the last one are the result. */
  readonly stages: readonly Stage[]
  readonly columns: readonly Column[]
}

/** Tasks that do not need each other. */
export interface Stage {
  readonly texts: readonly (readonly Piece[])[]
  readonly tasks: readonly Task[]
  /** What it writes. */
  readonly columns: readonly Column[]
  /** SQL of the number of the partition that each row goes to. Absent: a task writes one file. */
  readonly to?: string
}

/** SQL, and where something stands in it: an input, or the number of the task's partition. */
export type Piece = string | { readonly input: number } | { readonly partition: true }

export interface Task {
  /** Which of the stage's texts. */
  readonly text: number
  readonly partition: number
  readonly inputs: readonly Input[]
}

/** Files of a source, or what another stage wrote: for one partition, or all of it. */
export type Input =
  | { readonly reads: readonly Read[] }
  | { readonly stage: number; readonly partition?: number | undefined }

/** `before`, the list of files as SQL, `after`; without files `before` says it all. */
export interface Read {
  readonly before: string
  readonly files: readonly string[]
  readonly after: string
}

/** Where the files of a stage are: those for a partition, or all, in the order of the tasks that wrote them. */
export type FilesOf = (stage: number, partition: number | undefined) => readonly string[]

/** The column that says where a row goes, and the begin of the folders' names that `COPY` makes of it. */
const destination = "heddle_partition"
export const folderPrefix: string = `${destination}=`

/** The statement of a task: it writes the file `output`; if its stage is a shuffle, folders `heddle_partition=3` in it. */
export function statementOf(plan: Plan, stage: number, task: Task, filesOf: FilesOf, output: string): string {
  const { texts, columns, to } = plan.stages[stage]!
  const sql = texts[task.text]!.map((piece) => {
    if (typeof piece === "string") return piece
    if ("partition" in piece) return String(task.partition)
    return inputText(plan, task.inputs[piece.input]!, filesOf)
  }).join("")
  const casts = columns.filter(({ type }) => !fits(type)).map(({ name }) => castTo(name, "VARCHAR"))
  const list = `*${casts.length === 0 ? "" : ` REPLACE (${casts.join(", ")})`}`
  const format = to === undefined ? "FORMAT parquet" : `FORMAT parquet, PARTITION_BY (${destination})`
  const target = to === undefined ? "" : `, ${to} AS ${destination}`
  return `COPY (\nSELECT ${list}${target} FROM (\n${sql}\n)\n) TO ${literal(output)} (${format})`
}

function inputText(plan: Plan, input: Input, filesOf: FilesOf): string {
  if ("reads" in input) {
    const texts = input.reads.map(({ before, files, after }) =>
      files.length === 0 ? before : `${before}${literal([...files])}${after}`,
    )
    return texts.length === 1 ? texts[0]! : `(${texts.map((text) => `SELECT * FROM ${text}`).join(" UNION ALL ")})`
  }
  return writtenText(plan.stages[input.stage]!.columns, filesOf(input.stage, input.partition))
}

/** What stands behind FROM for files that a stage wrote. */
export function writtenText(columns: readonly Column[], files: readonly string[]): string {
  if (files.length === 0) return emptyText(columns)
  const from = `read_parquet(${literal([...files])}, hive_partitioning=false)`
  const casts = columns.filter(({ type }) => !fits(type)).map(({ name, type }) => castTo(name, type))
  return casts.length === 0 ? from : `(SELECT * REPLACE (${casts.join(", ")}) FROM ${from})`
}

/** What stands behind FROM for no rows. */
export function emptyText(columns: readonly Column[]): string {
  return `(SELECT ${columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${identifier(name)}`).join(", ")} LIMIT 0)`
}

function castTo(name: string, type: string): string {
  return `CAST(${identifier(name)} AS ${type}) AS ${identifier(name)}`
}

/** Does a Parquet file give the same type back? Others are texts there. */
function fits(type: string): boolean {
  return !/HUGEINT|INTERVAL|BIT\b|BIGNUM|VARIANT|UNION|ENUM|TIME WITH|TIMESTAMP_S\b|TIMESTAMP_MS|\[\d+\]/.test(type)
}
