import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "../test/processes.ts"
import { tableSnippet, tables } from "./tables.ts"

/** A fence, or a table, of the documentation. */
export interface Snippet {
  /** Where it is, as `docs/pool.md:12`. */
  readonly name: string
  readonly file: string
  /** The line of its first line of code. */
  readonly line: number
  /** The lines of the document that its lines stand in, if they do not follow `line` one by one. */
  readonly lines?: readonly number[]
  readonly code: string
  /** It stands in a doc comment of the source. */
  readonly inSource: boolean
  /** Why it is not run. */
  readonly skip?: string
  /** The error that it must have when compiled, as `TS2345`. */
  readonly error?: string
}

const places = ["*.md", "docs/**/*.md", "packages/*/*.md", "packages/*/src/**/*.{md,ts}"]

/** Every TypeScript fence and every table that shows programs, in the order of the files. */
export function collect(): Snippet[] {
  return globSync(places, { cwd: root, exclude: ["**/node_modules/**", "**/CHANGELOG.md"] })
    .map((file) => file.replaceAll("\\", "/"))
    .toSorted()
    .flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8")
      if (!file.endsWith(".md")) return fences(file, commentsOnly(text), true)
      const shown = tables(text).flatMap((table) => tableSnippet(file, table) ?? [])
      return [...fences(file, text, false), ...shown].toSorted((a, b) => a.line - b.line)
    })
}

function fences(file: string, text: string, inSource: boolean): Snippet[] {
  const all = [...text.matchAll(/^( *)```(?:ts|typescript)\b([^\n]*)\n([\s\S]*?)^ *```/gm)]
  return all.flatMap((match) => {
    const [, margin, info, body] = match
    // A part of the tables that follow it.
    if (info!.trim() === "table") return []
    const line = text.slice(0, match.index).split("\n").length + 1
    const code = body!.replace(new RegExp(`^ {0,${margin!.length}}`, "gm"), "")
    return [{ name: `${file}:${line}`, file, line, code, inSource, ...directive(info!.trim()) }]
  })
}

function directive(info: string): { skip?: string; error?: string } {
  const [word, ...rest] = info.split(/\s+/)
  if (word === "skip") return { skip: rest.join(" ") || "no reason given" }
  if (word === "error" && rest[0] !== undefined) return { error: rest[0] }
  return {}
}

/** The text of the doc comments, each at its line; code lines are empty. */
function commentsOnly(text: string): string {
  let result = ""
  let end = 0
  for (const { 0: comment, index } of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    result += text.slice(end, index).replace(/[^\n]/g, "")
    result += comment.replace(/^\/\*\*|\*\/$/g, "").replace(/^ *\* ?/gm, "")
    end = index + comment.length
  }
  return result
}
