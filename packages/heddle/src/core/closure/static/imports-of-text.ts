import { parse } from "acorn"
import { readModuleTable } from "./modules.ts"
import type { ModuleTable } from "./modules.ts"

const none: ModuleTable = { imports: new Map(), exports: new Map(), defaultExport: undefined, dependencies: [] }

/** A statement that can be found without parsing what is around it: it starts a line or follows a semicolon. */
const statement =
  /(?:^|;)[ \t]*(import\s*(?:[\w$*{][^;'"()]*?\bfrom\s*)?(?:"[^"\n]*"|'[^'\n]*')(?:\s*with\s*\{[^}]*\})?|export\s*(?:\*[^;'"(]*|\{[^}]*\})(?:\s*from\s*(?:"[^"\n]*"|'[^'\n]*'))?)/gm

/**
 * The imports and the lists of exports of a module whose text is too big to parse, found by their look alone. A line in a
 * template that looks like an import is taken for one; the value that V8 holds for the name decides then.
 */
export function readModuleTableOfText(source: string): ModuleTable {
  const found = Array.from(source.matchAll(statement), (match) => match[1]!).filter(parses)
  if (found.length === 0) return none
  const lists = found.filter((text) => !/^export\s*\{[^}]*\}$/.test(text))
  const table = readModuleTable(parseStatements(lists))
  const exports = new Map<string, string>()
  for (const text of found) {
    const list = /^export\s*\{([^}]*)\}$/.exec(text)?.[1]
    for (const each of list?.split(",") ?? []) {
      const [local, exported] = each.trim().split(/\s+as\s+/)
      if (local) exports.set(local, exported ?? local)
    }
  }
  return { ...table, exports }
}

function parseStatements(texts: readonly string[]): ReturnType<typeof parse> {
  // Only one import of a name may be in one program: a bundle's text can look as if it had two.
  const seen = new Set<string>()
  return parse([...new Set(texts)].filter((text) => unseenNames(text, seen)).join("\n"), {
    ecmaVersion: "latest",
    sourceType: "module",
  })
}

function unseenNames(text: string, seen: Set<string>): boolean {
  const names = [...readModuleTable(parse(text, { ecmaVersion: "latest", sourceType: "module" })).imports.keys()]
  if (names.some((name) => seen.has(name))) return false
  for (const name of names) seen.add(name)
  return true
}

function parses(text: string): boolean {
  if (/^export\s*\{[^}]*\}$/.test(text)) return true
  try {
    parse(text, { ecmaVersion: "latest", sourceType: "module" })
    return true
  } catch {
    return false
  }
}
