import { OptionError } from "heddle"
import { Expr, exprOf } from "../expr/index.ts"
import { raw } from "../plan/index.ts"
import type { Node } from "../plan/index.ts"
import type { AnyRow } from "../schema/index.ts"
import type { Text } from "../sql/index.ts"
import { render } from "../sql/index.ts"
import { Frame, SqlFrame } from "./frame.ts"

/**
 * SQL of one's own: a frame, if it is a query, and an expression where verbs take one. What stands in `${}` never becomes
 * SQL text: frames become relations, expressions what they are, and values are quoted.
 *
 * @example
 * ```ts
 * import { fromRows, sql } from "@heddle/frame"
 * const people = fromRows([{ name: "Ada", born: 1815 }, { name: "Alan", born: 1912 }])
 * const year = 1900
 * console.log([...(await sql`SELECT name FROM ${people} WHERE born > ${year}`.compute())]) // => [{ name: "Alan" }]
 * console.log(await people.filter(sql`born < ${year}`).len()) // => 1
 * ```
 */
// oxlint-disable-next-line typescript/no-explicit-any -- TypeScript does not know what SQL gives
export function sql<R extends AnyRow = any>(strings: TemplateStringsArray, ...values: readonly unknown[]): SqlFrame<R> {
  if (!Array.isArray(strings)) {
    throw new OptionError("sql", "a template: sql`SELECT …`", strings)
  }
  const parts: (string | Node)[] = []
  const text: (Text[number] | Node)[] = []
  for (const [i, part] of strings.entries()) {
    parts.push(part)
    text.push(part)
    if (i >= values.length) continue
    const value = values[i]
    if (value instanceof Frame && !(value instanceof SqlFrame && !isQuery(value))) {
      parts.push(value.node)
      text.push(value.node)
    } else {
      const own = exprOf(value)
      parts.push(render(own.text))
      text.push(...own.text)
    }
  }
  const pieces = text.map((piece) => (typeof piece === "object" && "k" in piece ? "(a frame)" : piece))
  return new SqlFrame<R>(raw(parts), new Expr({ text: ["(", ...pieces, ")"] }))
}

/** Is it a relation of its own, and not a part of one? */
function isQuery({ node }: SqlFrame): boolean {
  const first = node.k === "raw" ? node.parts[0] : undefined
  return (
    typeof first !== "string" ||
    /^\s*(\(|select|from|with|values|table|pivot|unpivot|describe|summarize|show)\b/i.test(first)
  )
}
