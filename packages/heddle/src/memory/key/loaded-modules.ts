import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath, pathToFileURL } from "node:url"
import type { AnyNode } from "acorn"
import { eachChild, parseScript, withoutTypes } from "../../core/closure/index.ts"
import { CanonicalBytes } from "./canonical-bytes.ts"
import { packageOf } from "./packages.ts"
import { writeSyntax } from "./syntax.ts"

/** Of a module's file: the same text for files that do the same, and the modules that it loads. */
interface Content {
  readonly text: string
  readonly loads: readonly string[]
}

const contents = new Map<string, Content>()

/**
 * The modules that a function loads while it runs, as far as its text names them, and those that these load: of the
 * project by what they say, others by package and version.
 *
 * @param url of the function's own module, or the path of a CommonJS file
 */
export function modulesLoadedBy(node: AnyNode, url: string): readonly string[] {
  const found = new Map<string, string>()
  const visit = (specifier: string, from: string): void => {
    const target = resolve(specifier, from)
    if (target === undefined || found.has(target)) return
    const place = target.startsWith("file:") ? packageOf(target) : target
    found.set(target, place ?? "")
    if (place !== undefined) return
    const { text, loads } = contentOf(target)
    found.set(target, text)
    for (const each of loads) visit(each, target)
  }
  eachSpecifier(node, false, (specifier) => visit(specifier, url))
  return [...found.values()].toSorted()
}

function contentOf(url: string): Content {
  let content = contents.get(url)
  if (content === undefined) {
    const source = readFileSync(fileURLToPath(url), "utf8")
    contents.set(url, (content = parsed(source, url) ?? { text: source, loads: [] }))
  }
  return content
}

/** undefined: it is no JavaScript, or cannot be read as such. */
function parsed(source: string, url: string): Content | undefined {
  if (!/\.[cm]?[jt]s$/.test(url)) return undefined
  try {
    const script = url.endsWith("ts") ? withoutTypes(source) : source
    const { program } = parseScript(script ?? source, !/\.c[jt]s$/.test(url))
    const bytes = new CanonicalBytes()
    writeSyntax(bytes, program)
    const loads: string[] = []
    eachSpecifier(program, true, (specifier) => loads.push(specifier))
    return { text: bytes.digest(), loads }
  } catch {
    return undefined
  }
}

/** What `import()` and `require()` are given as a literal; of a whole module what it imports and exports too. */
function eachSpecifier(node: AnyNode, isModule: boolean, visit: (specifier: string) => void): void {
  const from = sourceOf(node, isModule)
  if (from?.type === "Literal" && typeof from.value === "string") visit(from.value)
  eachChild(node, (child) => eachSpecifier(child, isModule, visit))
}

function sourceOf(node: AnyNode, isModule: boolean): AnyNode | null | undefined {
  switch (node.type) {
    case "ImportExpression":
      return node.source
    case "CallExpression":
      return node.callee.type === "Identifier" && node.callee.name === "require" ? node.arguments[0] : undefined
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
      return isModule ? node.source : undefined
    default:
      return undefined
  }
}

/** Where a module is. undefined: it is not there, and then it cannot be loaded either. */
function resolve(specifier: string, from: string): string | undefined {
  const base = from.startsWith("file:") ? from : pathToFileURL(from).href
  try {
    const path = createRequire(base).resolve(specifier.startsWith("file:") ? fileURLToPath(specifier) : specifier)
    return path.startsWith("/") || /^[A-Za-z]:\\/.test(path) ? pathToFileURL(path).href : path
  } catch {
    return undefined
  }
}
