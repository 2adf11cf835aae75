import type { AnyNode, Identifier } from "acorn"
import { basename } from "node:path"
import { originalLine, placeOf, readFunction, readText } from "../../core/closure/index.ts"
import type { Declaration, FunctionNode, Located, Reading, ReadFunction, Reference } from "../../core/closure/index.ts"
import { KernelCompileError } from "../../core/errors/index.ts"

const written = new WeakMap<Function, Function>()

/** A function, as text with its names resolved and as a live value with the variables around it. */
export class Source {
  readonly name: string
  readonly node: FunctionNode
  readonly #function: ReadFunction
  readonly #references: ReadonlyMap<AnyNode, Reference>
  readonly #declared = new Map<AnyNode, Declaration>()

  /** The user's function, where this one was written around it: its place is the one to tell. */
  readonly #inside: Source | undefined

  private constructor(
    name: string,
    node: FunctionNode,
    fn: ReadFunction,
    references: ReadonlyMap<AnyNode, Reference>,
    inside: Source | undefined,
  ) {
    this.name = name
    this.node = node
    this.#function = fn
    this.#references = references
    this.#inside = inside
  }

  /** Says that a function was written by a tool around one of the user's. */
  static isAround(fn: Function, inside: Function): void {
    written.set(fn, inside)
  }

  /** undefined: it is not written in JavaScript, or is none of the kinds that can be a kernel. */
  static of(fn: Function): Source | undefined {
    const read = readFunction(fn)
    if (read === undefined) return undefined
    const { kind, node, references } = read.located.unit
    if (kind !== "function" && kind !== "arrow" && kind !== "method") return undefined
    const users = written.get(fn)
    const inside = users && Source.of(users)
    const own = fn.name === "" ? variableOf(read.located) : fn.name
    const name = inside !== undefined ? inside.name : own === undefined ? "the function" : `\`${own}\``
    const table = new Map(references.map((reference) => [reference.node, reference]))
    return new Source(name, node as FunctionNode, read, table, inside)
  }

  /** A kernel that is no more than a text, whose names stand for `values`. @throws SyntaxError where it is no function */
  static ofText(name: string, text: string, values: Readonly<Record<string, unknown>>): Source {
    const read = readText(text, values)
    if (read === undefined) throw new SyntaxError(`no function: ${text}`)
    const { node, references } = read.located.unit
    const table = new Map(references.map((reference) => [reference.node, reference]))
    return new Source(name, node as FunctionNode, read, table, undefined)
  }

  /** A function that is written inside of this one. */
  within(node: FunctionNode): Source {
    const name = node.id ? `\`${node.id.name}\`` : "the function"
    return new Source(name, node, this.#function, this.#references, this.#inside)
  }

  /** What a name means where it stands; undefined for a global. */
  declarationOf(node: Identifier): Declaration | undefined {
    return this.#references.get(node)?.declaration
  }

  /** What an identifier in a pattern, or a function, declares; undefined where nobody uses it. */
  declaredBy(node: AnyNode): Declaration | undefined {
    if (this.#declared.size === 0) {
      for (const { declaration } of this.#references.values()) {
        if (declaration !== undefined) this.#declared.set(declaration.node, declaration)
      }
    }
    return this.#declared.get(node)
  }

  /** A `var` of this function by its name: it may be declared more than once. */
  varNamed(name: string): Declaration | undefined {
    for (const { declaration } of this.#references.values()) {
      const { kind, scope } = declaration ?? {}
      if (kind === "var" && declaration!.name === name && scope!.owner?.node === this.node) return declaration
    }
    return undefined
  }

  /** Those that the function itself uses above their first declaration. */
  earlyVars(): ReadonlySet<Declaration> {
    const found = new Set<Declaration>()
    for (const { declaration, node, scope } of this.#references.values()) {
      if (declaration?.kind !== "var" || declaration.scope.owner?.node !== this.node) continue
      if (scope.owner?.node === this.node && node.start < declaration.node.start) found.add(declaration)
    }
    return found
  }

  /** Every use of a name in it. */
  get references(): Iterable<Reference> {
    return this.#references.values()
  }

  /** A variable around the function, as it is now. */
  read(name: string): Reading {
    return this.#function.read(name)
  }

  /**
   * Is a variable from around the function, which stands here, assigned anywhere after its declaration? `isConstant`: it holds a
   * number or the like; the others are mostly declared as `const`, or imported.
   */
  isReassigned(node: Identifier, isConstant: boolean): boolean {
    if (!isConstant && !this.#function.hasVariable(node.name)) return false
    return this.#function.isReassigned(this.#references.get(node)!)
  }

  text(node: AnyNode): string {
    const { analysis } = this.#function.located
    return analysis.script.source.slice(node.start + analysis.shift, node.end + analysis.shift)
  }

  /** `sim.ts:14:7` */
  where(node: AnyNode): string {
    if (this.#inside !== undefined) return this.#inside.where(this.#inside.node)
    const { url, line, column } = placeOf(this.#function.located.analysis, node.start)
    return `${basename(url)}:${line}:${column}`
  }

  /** Was it written by a tool? Nobody knows its names. */
  get isWritten(): boolean {
    return this.#inside !== undefined
  }

  /** Is it one of Node's own? */
  get isNodes(): boolean {
    return placeOf(this.#function.located.analysis, this.node.start).url.startsWith("node:")
  }

  /** Three lines around a node, the one in the middle marked. */
  frame(node: AnyNode, remark: string): string {
    if (this.#inside !== undefined) return this.#inside.frame(this.#inside.node, remark)
    const { analysis } = this.#function.located
    const place = placeOf(analysis, node.start)
    const lines = [place.line - 1, place.line, place.line + 1].filter((line) => line > 0)
    const width = String(place.line + 1).length
    const length = Math.max(1, Math.min(node.end - node.start, 60))
    return lines
      .map((line) => {
        const { text, column } = clipped(originalLine(analysis.script, { ...place, line }).trimEnd(), place.column)
        const head = `${line === place.line ? ">" : " "} ${String(line).padStart(width)} | `
        if (line !== place.line) return head + text
        const room = Math.max(1, Math.min(length, text.length - column + 1))
        const caret = `  ${" ".repeat(width)} | ${" ".repeat(column - 1)}${"^".repeat(room)}`
        return `${head}${text}\n${caret}${remark === "" ? "" : ` ${remark}`}`
      })
      .join("\n")
  }
}

/** So much of a line is shown, as of one of a bundle. */
const mostColumns = 120

/** What is shown of a line, and where in that the column is. */
function clipped(line: string, column: number): { readonly text: string; readonly column: number } {
  if (line.length <= mostColumns && column <= mostColumns) return { text: line, column }
  // What is marked has 60 columns at most.
  const from = column <= mostColumns / 2 ? 0 : column - mostColumns / 2
  const [start, end] = [from > 0 ? "…" : "", line.length > from + mostColumns ? "…" : ""]
  const text = line === "" ? "" : start + line.slice(from, from + mostColumns) + end
  return { text, column: column - from + start.length }
}

/** What to throw where a function cannot be compiled. */
export function compileError(
  source: Source,
  node: AnyNode,
  reason: string,
  fix: string,
  remark: string = "",
): KernelCompileError {
  const head = `cannot compile ${source.name} (${source.where(node)}): ${reason}`
  return new KernelCompileError(`${head}\n${source.frame(node, remark)}`, { hint: fix })
}

/** What to throw where a target has not what a function needs. */
export function targetError(
  source: Source,
  target: string,
  refused: { readonly message: string; readonly hint: string },
): KernelCompileError {
  const { node } = source
  const head = `cannot compile ${source.name} ${target} (${source.where(node)}): ${refused.message}`
  return new KernelCompileError(`${head}\n${source.frame(node, "")}`, { hint: refused.hint, cause: refused })
}

const declared = /(?:const|let|var)\s+([\w$]+)\s*=\s*(?:[\w$.]+|\(0,\s*[\w$.]+\))\s*\(\s*(?:"[^"]*"\s*,\s*)?$/

/** `f` of `const f = jit((a) => …)`. */
function variableOf({ analysis, unit }: Located): string | undefined {
  const { source } = analysis.script
  const [start, end] = [unit.node.start + analysis.shift, unit.node.end + analysis.shift]
  // It is called at once: the variable holds a result.
  if (/^\s*\)\s*\(/.test(source.slice(end, end + 80))) return undefined
  return declared.exec(source.slice(Math.max(0, start - 200), start))?.[1]
}
