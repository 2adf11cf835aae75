import { inputsOf, scan, select, sqlOf } from "../plan/index.ts"
import type { Node, Source } from "../plan/index.ts"
import type { Column } from "../schema/index.ts"
import { column } from "../sql/index.ts"
import { isSingle, isSlot, partitionText, slot } from "./parts.ts"
import type { Branch, By, Parts, Slot, Wanted } from "./parts.ts"
import type { Piece, Stage, Task } from "./plan.ts"

/** Where something stands in a text before it is cut in pieces. No SQL has NUL. */
export const partitionMark = "\0p\0"

/** The stages of a plan while it is made. */
export class Stages {
  readonly all: Stage[] = []
  readonly partitions: number
  readonly #describe: (sql: string) => Promise<readonly Column[]>

  constructor(partitions: number, describe: (sql: string) => Promise<readonly Column[]>) {
    this.partitions = partitions
    this.#describe = describe
  }

  /** The columns of a relation whose inputs are slots. */
  async columnsOf(node: Node): Promise<readonly Column[]> {
    return this.#describe(sqlOf(node).replaceAll(partitionMark, "0"))
  }

  /** Ends a stage here. Its rows go to partitions by `keys`, or stay one behind the other. */
  async end(
    parts: Parts,
    wanted: Wanted,
    keys?: readonly { readonly sql: string; readonly type: string }[],
  ): Promise<{ readonly stage: number; readonly columns: readonly Column[] }> {
    const all = await this.columnsOf(parts.branches[0]!.node)
    const kept = wanted === undefined ? all : all.filter(({ name }) => wanted(name))
    // Rows without columns have to be counted too.
    const columns = kept.length === 0 ? all.slice(0, 1) : kept
    const list = columns.map(({ name }) => ({ name, text: [column(name)] }))
    const isPruned = columns.length < all.length
    const texts: Piece[][] = []
    const tasks: Task[] = []
    for (const { node, count } of parts.branches) {
      const { pieces, slots } = cut(isPruned ? select(node, list, columns) : node)
      const text = texts.push(pieces) - 1
      for (let p = 0; p < count; p++) {
        tasks.push({ text, partition: tasks.length, inputs: slots.map((one) => one.input(p)) })
      }
    }
    const to = keys && partitionText(keys, this.partitions)
    const stage = this.all.push({ texts, tasks, columns, ...(to !== undefined && { to }) }) - 1
    return { stage, columns }
  }

  /** All rows in one partition. */
  async gathered(parts: Parts, wanted?: Wanted): Promise<Parts> {
    if (isSingle(parts)) return parts
    return { ...parts, by: undefined, branches: [{ node: await this.everywhere(parts, wanted), count: 1 }] }
  }

  /** A relation that has all rows in each partition. */
  async everywhere(parts: Parts, wanted?: Wanted): Promise<Node> {
    const { stage, columns } = await this.end(parts, wanted)
    return scan(slot(`stage ${stage}`, columns, () => ({ stage })))
  }

  /** Rows of equal keys in one partition. `by`: the columns that the keys are. */
  async shuffled(
    parts: Parts,
    wanted: Wanted,
    keys: readonly { readonly sql: string; readonly type: string }[],
    by: By | undefined,
  ): Promise<Parts> {
    const { stage, columns } = await this.end(parts, wanted, keys)
    const node = scan(slot(`stage ${stage}`, columns, (partition) => ({ stage, partition })))
    return { bytes: parts.bytes, by, isOrdered: false, branches: [{ node, count: this.partitions }] }
  }

  /** Is it divided in as many partitions as shuffles make? Only such can be put beside each other. */
  isAligned({ branches, by }: Parts): boolean {
    return by !== undefined && branches.length === 1 && branches[0]!.count === this.partitions
  }
}

/** The text of a relation in pieces, and the slots that stand between. */
function cut(node: Node): { readonly pieces: Piece[]; readonly slots: readonly Slot[] } {
  const slots = slotsOf(node)
  const marks = new Map<Source, string>(slots.map((one, i) => [one, `\0${i}\0`]))
  const pieces = sqlOf(node, marks)
    .split("\0")
    .flatMap((part, i): Piece[] => {
      if (i % 2 === 0) return part === "" ? [] : [part]
      return [part === "p" ? { partition: true } : { input: Number(part) }]
    })
  return { pieces, slots }
}

function slotsOf(node: Node, found: Slot[] = []): Slot[] {
  if (node.k === "scan") {
    if (isSlot(node.source) && !found.includes(node.source)) found.push(node.source)
  } else for (const input of inputsOf(node)) slotsOf(input, found)
  return found
}

/** Several relations as one, one behind the other. */
export function beside(all: readonly Parts[]): Parts {
  return {
    branches: all.flatMap(({ branches }): readonly Branch[] => branches),
    by: undefined,
    isOrdered: all.every(({ isOrdered }) => isOrdered),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}
