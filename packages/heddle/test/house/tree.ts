import { globSync, readFileSync } from "node:fs"
import { dirname, join, posix } from "node:path"
import { fileURLToPath } from "node:url"

/** The package's folder. */
export const home: string = fileURLToPath(new URL("../..", import.meta.url))

/** A file under `src/`. Paths are relative to `src/`. */
export interface SourceFile {
  readonly path: string
  readonly folder: string
  readonly text: string
  readonly imports: readonly Import[]
}

export interface Import {
  readonly from: string
  readonly line: number
  /** What it names, relative to `src/`; undefined for a package. */
  readonly target: string | undefined
}

/** Every TypeScript file of a package. */
export function sourcesOf(home: string): SourceFile[] {
  return globSync("src/**/*.ts", { cwd: home })
    .toSorted()
    .map((file) => read(home, file.replaceAll("\\", "/").slice("src/".length)))
}

/** Every TypeScript file of the library. */
export const sources: readonly SourceFile[] = sourcesOf(home)

/** Every folder that has a TypeScript file. */
export const folders: readonly string[] = [...new Set(sources.map(({ folder }) => folder))]

function read(home: string, path: string): SourceFile {
  const text = readFileSync(join(home, "src", path), "utf8")
  return { path, folder: posix.normalize(dirname(path)), text, imports: importsOf(path, text) }
}

/** Static imports, re-exports and `import("…")`, in types too; what stands in a comment is not one. */
function importsOf(path: string, text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
  const found: Import[] = []
  for (const match of code.matchAll(/(?:^[^\n/]*?\bfrom\s*|^\s*import\s*|\bimport\(\s*)"([^"\n]+)"/gm)) {
    const from = match[1]!
    const line = code.slice(0, match.index + match[0].length).split("\n").length
    const target = from.startsWith(".") ? posix.join(dirname(path), from) : undefined
    found.push({ from, line, target })
  }
  return found
}
