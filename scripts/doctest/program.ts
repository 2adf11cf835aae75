import { parse, parseExpressionAt } from "acorn"
import type { AnyNode, Comment, Node, Program } from "acorn"
import { readFileSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import { dirname, join, relative } from "node:path"
import { root } from "../test/processes.ts"
import type { Snippet } from "./collect.ts"

const expectFile = join(import.meta.dirname, "expect.ts")

interface Edit {
  readonly at: number
  readonly text: string
}
/** A statement that may carry an expectation. */
type Statement = Extract<AnyNode, { type: "ExpressionStatement" | "VariableDeclaration" }>

/**
 * A snippet as a program: its expectations are calls, its relative imports lead where they did. Lines stay where they
 * were, so that a position in the program is one in the document.
 */
export function toProgram(snippet: Snippet, folder: string): string {
  const { code } = snippet
  // Types become spaces: positions in the stripped text hold in the original.
  const stripped = stripTypeScriptTypes(code, { mode: "strip" })
  const comments: Comment[] = []
  const tree = parse(stripped, { ecmaVersion: "latest", sourceType: "module", onComment: comments })
  const nodes = [...walk(tree)]
  const edits = comments
    .flatMap((comment) => expectation(comment, nodes, { code, stripped }))
    .concat(importEdits(nodes, snippet, folder))
  let program = code
  for (const { at, text } of edits.toSorted((a, b) => b.at - a.at))
    program = program.slice(0, at) + text + program.slice(at)
  const prelude = snippet.inSource ? missingImports(nodes, snippet, folder) : ""
  return `import { equal as __equal, throws as __throws } from "${pathFrom(folder, expectFile)}"; ${prelude}${program}\nexport {}\n`
}

interface Text {
  readonly code: string
  readonly stripped: string
}

/** The end of a node, with the `!` or the type that the stripped text has not. */
function endOf({ end }: Node, { code, stripped }: Text): number {
  const blank = /^\s*/.exec(stripped.slice(end))![0].length
  return end + code.slice(end, end + blank).trimEnd().length
}

function expectation(comment: Comment, nodes: readonly AnyNode[], text: Text): Edit[] {
  const { code } = text
  const match = /^\s*(=>|throws\b)\s*(.*?)\s*$/.exec(comment.value)
  if (comment.type !== "Line" || !match) return []
  const statement = statementBefore(comment, nodes, code)
  if (!statement) throw new Error(`no statement stands before "//${comment.value}"`)
  const { start } = statement
  const end = endOf(statement, text)
  if (match[1] === "throws") {
    return [
      { at: start, text: "await __throws(async () => { " },
      { at: end, text: ` }, ${JSON.stringify(thrown(match[2]!))})` },
    ]
  }
  const value = expressionIn(match[2]!)
  if (statement.type === "VariableDeclaration") {
    const { id } = statement.declarations.at(-1)!
    return [{ at: end, text: `;__equal((${code.slice(id.start, id.end)}), (${value}))` }]
  }
  const { expression } = statement
  const printed = expression.type === "CallExpression" && code.startsWith("console.log(", expression.start)
  if (printed && expression.arguments.length === 1) {
    const [argument] = expression.arguments
    return [
      { at: expression.start, text: `__equal((${code.slice(argument!.start, endOf(argument!, text))}), (${value})), ` },
    ]
  }
  return [
    { at: expression.start, text: "__equal((" },
    { at: endOf(expression, text), text: `), (${value}))` },
  ]
}

/** A code or a name, or in quotes a part of the message. What follows is commentary. */
function thrown(text: string): string {
  const found = /^[,:]?\s*(?:"(.*?)"|(\w+))/.exec(text)
  if (!found) throw new Error(`"throws ${text}" names no error`)
  return found[1] ?? found[2]!
}

/** The statement that ends last before the comment, on the comment's line; the outermost of those. */
function statementBefore(comment: Comment, nodes: readonly AnyNode[], code: string): Statement | undefined {
  return nodes
    .filter((node): node is Statement => node.type === "ExpressionStatement" || node.type === "VariableDeclaration")
    .filter(({ end }) => end <= comment.start && !code.slice(end, comment.start).includes("\n"))
    .toSorted((a, b) => b.end - a.end || a.start - b.start)[0]
}

/** The JavaScript value that an expectation begins with is all of it. */
function expressionIn(text: string): string {
  const node = parseExpressionAt(text, 0, { ecmaVersion: "latest" })
  if (text.slice(node.end).trim() !== "") throw new Error(`"=> ${text}" is not a value`)
  return text
}

/** Relative imports are meant from the document's place. */
function importEdits(nodes: readonly AnyNode[], { file }: Snippet, folder: string): Edit[] {
  const prefix = pathFrom(folder, join(root, dirname(file)))
  return nodes.flatMap((node) => {
    const source = node.type === "ImportDeclaration" || node.type === "ImportExpression" ? node.source : undefined
    if (source?.type !== "Literal" || typeof source.value !== "string" || !source.value.startsWith(".")) return []
    return [{ at: source.start + 1, text: `${prefix}/` }]
  })
}

/** Imports of the names that a doc comment takes for granted: `heddle`'s, its room's, its file's. */
function missingImports(nodes: readonly AnyNode[], { file }: Snippet, folder: string): string {
  const declared = new Set(nodes.flatMap(declares))
  const used = new Set(nodes.flatMap(refersTo).filter((name) => !declared.has(name)))
  const room = /^packages\/heddle\/src\/(?:core\/)?\w+\//.exec(file)?.[0]
  const heddle = join(root, "packages/heddle/src/index.ts")
  const places = [room && join(room, "index.ts"), join(dirname(file), "index.ts"), file]
  const indexes = [heddle, ...places.flatMap((place) => (place === undefined ? [] : [join(root, place)]))]
  let imports = ""
  if (used.has("pool")) used.add("Pool")
  for (const index of indexes) {
    const names = [...used].filter((name) => exportsOf(index).includes(name))
    for (const name of names) used.delete(name)
    if (names.length > 0)
      imports += `import { ${names.join(", ")} } from "${index === heddle ? "heddle" : pathFrom(folder, index)}"; `
  }
  return used.has("pool") ? `${imports}await using pool = new Pool({ workers: 2 }); ` : imports
}

function exportsOf(index: string): string[] {
  let text: string
  try {
    text = readFileSync(index, "utf8")
  } catch {
    return []
  }
  const lists = [...text.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, names]) => names!.split(","))
  const own = [...text.matchAll(/^export (?:async )?(?:function\*?|class|const) (\w+)/gm)].map(([, name]) => name!)
  return [...lists.map((name) => name.trim().replace(/^.* as /, "")), ...own]
}

function declares(node: AnyNode): string[] {
  switch (node.type) {
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
      return [node.local.name]
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return node.id ? [node.id.name] : []
    case "VariableDeclarator":
      return [...walk(node.id)].flatMap((part) => (part.type === "Identifier" ? [part.name] : []))
    default:
      return []
  }
}

/** The identifiers right below a node that are read, not names of properties. */
function refersTo(node: AnyNode): string[] {
  return Object.entries(node).flatMap(([key, child]: [string, unknown]) => {
    const isName = (key === "property" || key === "key") && !("computed" in node && node.computed)
    return isName
      ? []
      : [child].flat().flatMap((part) => (isNode(part) && part.type === "Identifier" ? [part.name] : []))
  })
}

function* walk(node: Program | Node): Generator<AnyNode> {
  yield node as AnyNode
  for (const child of Object.values(node).flat() as unknown[]) if (isNode(child)) yield* walk(child)
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value
}

function pathFrom(folder: string, file: string): string {
  return relative(folder, file).replaceAll("\\", "/")
}
