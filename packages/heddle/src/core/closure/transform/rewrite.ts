import type { AnyNode, ObjectExpression } from "acorn"
import type { RegisteredModule } from "../capture/index.ts"
import { analyse, eachChild, freeVariables, freeVariablesAmong, isClass } from "../static/index.ts"
import type { ClassNode, Script, Unit } from "../static/index.ts"
import { Insertions } from "./insertions.ts"

/** A script in which every function and class tells the registrar how to read what it captures. */
export interface Rewritten extends RegisteredModule {
  readonly text: string
}

/** Calls in the rewritten text, see registrar.ts. `registrar` is the name of a global. */
export function rewrite(script: Script, registrar: string): Rewritten {
  const analysis = analyse(script)
  const { units, program } = analysis.whole
  const rewriter = new Rewriter(registrar, parentsOf(program), units, script.isModule)
  for (const index of units.keys()) rewriter.unit(index)
  rewriter.finish()
  return { analysis, names: rewriter.names, text: rewriter.insertions.apply(script.source) }
}

class Rewriter {
  readonly insertions: Insertions = new Insertions()
  readonly names: string[][]
  readonly #registrar: string
  readonly #parents: ReadonlyMap<AnyNode, AnyNode>
  readonly #units: readonly Unit[]
  readonly #members = new Map<ObjectExpression, string[]>()

  constructor(registrar: string, parents: ReadonlyMap<AnyNode, AnyNode>, units: readonly Unit[], isModule: boolean) {
    this.#registrar = registrar
    this.#parents = parents
    this.#units = units
    this.names = units.map((unit) => capturedNames(unit, isModule))
  }

  unit(index: number): void {
    const unit = this.#units[index]!
    const node = unit.node as AnyNode
    if (isClass(node)) this.#class(node)
    if (unit.property !== undefined) return this.#member(index, unit)
    const parent = this.#parents.get(node)!
    if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration")
      return this.#declaration(index, node, parent)
    const name = "id" in node && node.id ? undefined : inferredName(node, parent)
    // A name that is computed, or that a `static name` would change, is left to the language.
    if (name === null) return
    const before = name === undefined ? "" : `({${JSON.stringify(name)}:`
    const after = name === undefined ? "" : `})[${JSON.stringify(name)}]`
    this.insertions.wrap(
      node.start,
      node.end,
      `${this.#registrar}(${index},${before}`,
      `${after},${this.#readers(index)})`,
    )
  }

  /** Functions of a block are there from its start; classes from where they stand. */
  #declaration(
    index: number,
    node: Extract<AnyNode, { type: "FunctionDeclaration" | "ClassDeclaration" }>,
    parent: AnyNode,
  ): void {
    if (!node.id) return
    const call = `;${this.#registrar}(${index},${node.id.name},${this.#readers(index)});`
    if (node.type === "ClassDeclaration") {
      this.insertions.insert(parent.type.startsWith("Export") ? parent.end : node.end, call)
      return
    }
    const block = parent.type.startsWith("Export") ? this.#parents.get(parent)! : parent
    const start = startOf(block)
    if (start !== undefined) this.insertions.insert(start, call)
  }

  #member(index: number, unit: Unit): void {
    const property = unit.property!
    if (property.type !== "Property") return
    const owner = this.#parents.get(property) as ObjectExpression
    const key = property.computed
      ? null
      : property.key.type === "Identifier"
        ? property.key.name
        : String((property.key as { value?: unknown }).value)
    let list = this.#members.get(owner)
    if (list === undefined) this.#members.set(owner, (list = []))
    list.push(`[${index},${JSON.stringify(key)},${this.#readers(index)}]`)
  }

  /** A block that runs when the class is defined, in which its private names can be written. */
  #class(node: ClassNode): void {
    const reads = node.body.body.flatMap((member) =>
      member.type === "PropertyDefinition" && member.key.type === "PrivateIdentifier"
        ? [`...#${member.key.name} in o?[["#${member.key.name}",o.#${member.key.name}]]:[]`]
        : [],
    )
    this.insertions.insert(node.body.end - 1, `;static{${this.#registrar}.class(this,o=>[${reads.join()}])}`)
  }

  finish(): void {
    for (const [owner, list] of this.#members)
      this.insertions.wrap(owner.start, owner.end, `${this.#registrar}.members(`, `,[${list.join()}])`)
  }

  #readers(index: number): string {
    const unit = this.#units[index]!
    const reads = this.names[index]!.map((name) => `()=>${name}`)
    if (unit.kind === "arrow" && unit.uses.this !== undefined) reads.push("()=>this")
    return `()=>[${reads.join()}]`
  }
}

/** What a function may capture: what is declared around it, and what CommonJS puts around a file. Globals are not captured. */
function capturedNames(unit: Unit, isModule: boolean): string[] {
  const free = [...freeVariables(unit), ...freeVariablesAmong(unit, unit.definition)]
  const captured = free.filter(
    ({ name, declaration }) => declaration !== undefined || (!isModule && wrapperNames.has(name)),
  )
  return [...new Set(captured.map(({ name }) => name))]
}

const wrapperNames = new Set(["require", "module", "exports", "__filename", "__dirname"])

/** The name that the language gives an anonymous function for where it stands; null if only the language can tell. */
function inferredName(node: AnyNode, parent: AnyNode): string | undefined | null {
  switch (parent.type) {
    case "VariableDeclarator":
      return parent.id.type === "Identifier" ? parent.id.name : undefined
    case "Property":
      if (parent.value !== node) return undefined
      return parent.computed
        ? null
        : parent.key.type === "Identifier"
          ? parent.key.name
          : String((parent.key as { value?: unknown }).value)
    case "PropertyDefinition":
      if (parent.value !== node) return undefined
      if (parent.computed) return null
      return parent.key.type === "PrivateIdentifier"
        ? `#${parent.key.name}`
        : parent.key.type === "Identifier"
          ? parent.key.name
          : null
    case "AssignmentExpression":
      return parent.right === node && parent.left.type === "Identifier" ? parent.left.name : undefined
    case "AssignmentPattern":
      return parent.right === node && parent.left.type === "Identifier" ? parent.left.name : undefined
    case "ExportDefaultDeclaration":
      return "default"
    default:
      return undefined
  }
}

/** Where statements of a block begin, directives skipped; undefined for what is no block. */
function startOf(block: AnyNode): number | undefined {
  if (block.type !== "Program" && block.type !== "BlockStatement" && block.type !== "StaticBlock") return undefined
  let start =
    block.type === "Program" ? undefined : block.type === "StaticBlock" ? block.body[0]!.start : block.start + 1
  for (const statement of block.body) {
    if (statement.type !== "ExpressionStatement" || !("directive" in statement)) return start ?? statement.start
    start = statement.end
  }
  return start
}

function parentsOf(root: AnyNode): ReadonlyMap<AnyNode, AnyNode> {
  const parents = new Map<AnyNode, AnyNode>()
  const visit = (node: AnyNode): void =>
    eachChild(node, (child) => {
      parents.set(child, node)
      visit(child)
    })
  visit(root)
  return parents
}
