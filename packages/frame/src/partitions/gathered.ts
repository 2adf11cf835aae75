import { OptionError } from "heddle"
import type { QueryOptions } from "../engine/index.ts"
import type { Node } from "../plan/index.ts"
import { preparedSql } from "../run/index.ts"
import { partedOf } from "./mapped.ts"
import { partsOf } from "./parts.ts"
import { columnsOfPart } from "./task.ts"
import type { Columns, Part } from "./task.ts"

type Numbers = Float64Array

/**
 * The columns that a function makes of all parts, one behind the other, without a file between. undefined: it is no
 * function's relation, or its columns are not all typed arrays of one kind.
 */
export async function gathered(node: Node, options: QueryOptions): Promise<Record<string, Numbers> | undefined> {
  const how = partedOf(node)
  if (how === undefined || node.k !== "made" || how.types !== undefined) return undefined
  const { fn, rows, pool } = how
  const { signal } = options
  using sql = await preparedSql(node.input, options)
  const found: Columns[] = []
  const parts = pool().imap(async (part: Part) => columnsOfPart(fn, part), partsOf(sql.text, rows, { signal }), {
    ...(signal !== undefined && { signal }),
    chunkSize: 1,
  })
  for await (const one of parts) if (Object.keys(one).length > 0) found.push(one)
  return found.length === 0 ? undefined : joined(found)
}

function joined(found: readonly Columns[]): Record<string, Numbers> | undefined {
  const names = Object.keys(found[0]!)
  const all: Record<string, Numbers> = {}
  for (const name of names) {
    const parts = found.map((one, i) => {
      const values = one[name]
      if (values === undefined)
        throw new OptionError(name, `in all parts: part ${i} has no such column`, Object.keys(one))
      return values as Numbers
    })
    const { constructor } = parts[0]!
    if (!parts.every((one) => ArrayBuffer.isView(one) && one.constructor === constructor)) return undefined
    const length = parts.reduce((sum, one) => sum + one.length, 0)
    const whole = new (constructor as new (length: number) => Numbers)(length)
    let at = 0
    for (const one of parts) {
      whole.set(one, at)
      at += one.length
    }
    all[name] = whole
  }
  return all
}
