import { analyse } from "../static/index.ts"
import type { Analysis } from "../static/index.ts"
import { originalLine, originalPlace } from "./source-map.ts"
import type { SourcePlace } from "./source-map.ts"

const reach = 60

/** Where in the file as it was written a node of a syntax tree stands. */
export function placeOf(analysis: Analysis, offset: number): SourcePlace {
  const { line, column } = analyse(analysis.script).placeAt(offset + analysis.shift)
  return originalPlace(analysis.script, line, column)
}

/**
 * The line that an error is about, in the file as it was written:
 *
 *     at file:///app/main.ts:7:31
 *     const r = await pool.map((x) => x * factor(k), xs)
 *                                         ^^^^^^
 */
export function codeFrame(analysis: Analysis, offset: number, length: number): string {
  const place = placeOf(analysis, offset)
  const text = originalLine(analysis.script, place)
  const column = place.column - 1
  const from = Math.max(0, column - reach)
  const shown = text.slice(from, column + reach)
  const indent = shown.length - shown.trimStart().length
  const marker = " ".repeat(Math.max(0, column - from - indent)) + "^".repeat(Math.max(1, length))
  return `    at ${place.url}:${place.line}:${place.column}\n    ${shown.trimStart()}\n    ${marker}`
}
