import type { AnyNode } from "acorn"
import type { CanonicalBytes } from "./canonical-bytes.ts"

/** Where it stands, and how it is written. */
const skipped: ReadonlySet<string> = new Set(["start", "end", "raw", "loc", "range", "sourceFile"])

/**
 * A syntax tree without where its parts stand: the same for texts that differ in comments, spaces, line breaks, quotes,
 * parentheses and how numbers are spelled.
 */
export function writeSyntax(bytes: CanonicalBytes, node: AnyNode): void {
  bytes.text(node.type)
  for (const [key, value] of Object.entries(node)) {
    if (key !== "type" && !skipped.has(key)) writePart(bytes.text(key), value)
  }
  bytes.byte(0)
}

function writePart(bytes: CanonicalBytes, value: unknown): void {
  if (Array.isArray(value)) {
    bytes.text("[").count(value.length)
    for (const part of value) writePart(bytes, part)
  } else if (isNode(value)) writeSyntax(bytes, value)
  else if (value instanceof RegExp) bytes.text("regexp")
  // Of a template its `cooked` and `raw`, of a regular expression its `pattern` and `flags`.
  else if (typeof value === "object" && value !== null) writePart(bytes, Object.entries(value))
  else bytes.text(`${typeof value} ${String(value)}`)
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string"
}
