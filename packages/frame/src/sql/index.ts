/**
 * SQL text: identifiers and values are quoted here and nowhere else, so nothing that a program is given can become SQL.
 *
 * ```ts skip a fragment: the names around it are internal
 * identifier('a "b"') // '"a ""b"""'
 * literal("it's") // "'it''s'"
 * render([column("a b"), " + ", literal(1)]) // '"a b" + 1'
 * ```
 */
export { identifier, literal, repeated } from "./quote.ts"
export type { Literal } from "./quote.ts"
export { column, columnsOf, indent, join, render } from "./text.ts"
export type { Piece, Text } from "./text.ts"
