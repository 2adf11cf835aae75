import type { CodeUnit } from "../../wire/index.ts"
import { analyse } from "../static/index.ts"
import type { FreeVariable, Unit } from "../static/index.ts"
import { nameInWorker } from "../trace/index.ts"
import type { Draft } from "./draft.ts"
import { applyEdits } from "./edits.ts"
import type { Edit } from "./edits.ts"

const made = new WeakMap<Unit, Map<string, CodeUnit>>()

/**
 * The text that a worker compiles to get a function: a function body whose parameters are what the function captures,
 * which returns it. It starts so far to the left that the function itself is at its line and column.
 */
export function codeUnit(
  draft: Draft,
  early: readonly string[],
  late: readonly string[],
  celled: readonly FreeVariable[],
): CodeUnit {
  const { unit } = draft.located
  let layouts = made.get(unit)
  if (layouts === undefined) made.set(unit, (layouts = new Map()))
  const extra = draft.parameters.map(({ name }) => name)
  const key = `${early.join()};${late.join()};${celled.map(({ name }) => name).join()};${extra.join()}`
  let code = layouts.get(key)
  if (code === undefined) layouts.set(key, (code = build(draft, early, late, celled)))
  return code
}

function build(
  draft: Draft,
  early: readonly string[],
  late: readonly string[],
  celled: readonly FreeVariable[],
): CodeUnit {
  const { unit, analysis } = draft.located
  const { script } = analysis
  const original = script.source.slice(unit.start + analysis.shift, unit.end + analysis.shift)
  const edits: Edit[] = draft.edits.map(({ start, end, text }) => ({
    start: start - unit.start,
    end: end - unit.start,
    text,
  }))
  const cellNames = celled.map(({ name }) => nameCell(name, original))
  for (const [i, variable] of celled.entries()) edits.push(...cellEdits(variable, cellNames[i]!, unit))
  const isMember = unit.kind === "method" || unit.kind === "get" || unit.kind === "set"
  const home = draft.parameters.some(({ name }) => name === "$$home") ? "__proto__:$$home," : ""
  const [open, close] = isMember ? [`({${home}`, "\n})"] : ["(", "\n)"]
  const before =
    (unit.strict ? '"use strict";' : "") + (late.length > 0 ? `let ${late.join()};return[${open}` : `return${open}`)
  const set = late.map((name, i) => `${name}=$$late[${i}]`).join(";")
  const after = late.length > 0 ? `${close},$$late=>{${set}}]` : close
  const { line, column } = analyse(script).placeAt(unit.start + analysis.shift)
  const unhashed = {
    src: before + applyEdits(original, edits) + after,
    url: nameInWorker(script),
    line,
    col: column - before.length,
    params: [...draft.parameters.map(({ name }) => name), ...early, ...cellNames],
  }
  // Loaded with the first function that travels: 10 ms that nobody else pays.
  // In one go: Node's Hash objects end the process when they are used in threads that come and go.
  const { hash: digest } = process.getBuiltinModule("node:crypto")
  const hash = digest("sha256", JSON.stringify(unhashed), "base64url").slice(0, 24)
  return { hash, ...unhashed }
}

function nameCell(name: string, text: string): string {
  let cell = `${name}$cell`
  while (text.includes(cell)) cell += "$"
  return cell
}

function cellEdits({ references }: FreeVariable, cell: string, unit: Unit): Edit[] {
  return references.map(({ node, form, name }) => {
    const text = form === "shorthand" ? `${name}:${cell}.v` : form === "call" ? `(0,${cell}.v)` : `${cell}.v`
    return { start: node.start - unit.start, end: node.end - unit.start, text }
  })
}
