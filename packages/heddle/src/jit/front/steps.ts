import type { AnyNode, Identifier } from "acorn"
import { eachChild } from "../../core/closure/index.ts"
import type { Declaration } from "../../core/closure/index.ts"
import { assignedNames } from "./assigned-names.ts"
import type { Source } from "./source.ts"

/** A loop of any spelling. */
export type LoopNode = Extract<
  AnyNode,
  { type: "ForStatement" | "WhileStatement" | "DoWhileStatement" | "ForOfStatement" }
>

/** One assignment to a variable. */
export interface Write {
  readonly node: AnyNode
  /** Of `i++`, `i += 2`, `i = i - 1`: by how much; undefined for any other. */
  readonly by: number | undefined
  /** The loops around it, outermost first. */
  readonly loops: readonly LoopNode[]
}

const cache = new WeakMap<AnyNode, ReadonlyMap<Declaration, readonly Write[]>>()

/** The assignments to each variable of a function, its initialiser not counted. */
export function writesIn(source: Source): ReadonlyMap<Declaration, readonly Write[]> {
  let writes = cache.get(source.node)
  if (writes === undefined) cache.set(source.node, (writes = collect(source)))
  return writes
}

function collect(source: Source): Map<Declaration, Write[]> {
  const writes = new Map<Declaration, Write[]>()
  const loops: LoopNode[] = []
  const add = (target: AnyNode, node: AnyNode, by: number | undefined): void => {
    if (target.type !== "Identifier") return
    const declaration = source.declarationOf(target)
    if (declaration !== undefined) note(declaration, node, by)
  }
  const note = (declaration: Declaration, node: AnyNode, by: number | undefined): void => {
    const known = writes.get(declaration)
    const write = { node, by, loops: [...loops] }
    if (known === undefined) writes.set(declaration, [write])
    else known.push(write)
  }
  const taken = (part: AnyNode, node: AnyNode): void => {
    if (part.type === "MemberExpression") return
    add(part, node, undefined)
    eachChild(part, (child) => taken(child, node))
  }
  const walk = (node: AnyNode): void => {
    if (node.type === "UpdateExpression") add(node.argument, node, node.operator === "++" ? 1 : -1)
    if (node.type === "AssignmentExpression") {
      const by = node.left.type === "Identifier" ? stepOf(node.left, node.operator, node.right) : undefined
      if (node.left.type === "ArrayPattern" || node.left.type === "ObjectPattern") taken(node.left, node)
      else add(node.left, node, by)
    }
    // A `var` may be declared where it has a value already.
    if (node.type === "VariableDeclaration" && node.kind === "var") {
      for (const { id, init } of node.declarations) {
        for (const { name } of init ? assignedNames(id) : []) {
          const declaration = source.varNamed(name)
          if (declaration !== undefined) note(declaration, node, undefined)
        }
      }
    }
    const isLoop =
      node.type === "ForStatement" ||
      node.type === "WhileStatement" ||
      node.type === "DoWhileStatement" ||
      node.type === "ForOfStatement"
    if (node.type === "ForStatement" && node.init) walk(node.init)
    if (isLoop) loops.push(node)
    eachChild(node, (child) => {
      if (!(node.type === "ForStatement" && child === node.init)) walk(child)
    })
    if (isLoop) loops.pop()
  }
  walk(source.node)
  return writes
}

function stepOf(left: Identifier, operator: string, right: AnyNode): number | undefined {
  if (operator === "+=" || operator === "-=") {
    const value = constant(right)
    return value === undefined || operator === "+=" ? value : -value
  }
  if (operator !== "=" || right.type !== "BinaryExpression" || (right.operator !== "+" && right.operator !== "-")) {
    return undefined
  }
  if (right.left.type !== "Identifier" || right.left.name !== left.name) return undefined
  const value = constant(right.right)
  return value === undefined || right.operator === "+" ? value : -value
}

function constant(node: AnyNode): number | undefined {
  return node.type === "Literal" && typeof node.value === "number" && Number.isInteger(node.value)
    ? node.value
    : undefined
}
