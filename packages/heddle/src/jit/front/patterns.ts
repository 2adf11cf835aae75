import type { AnyNode, AssignmentExpression, Pattern } from "acorn"
import { takeApart } from "./bindings.ts"
import type { Compiler } from "./compiler.ts"
import { kindOf, lower } from "./expressions.ts"
import { bare } from "./noise.ts"
import { kept } from "./order.ts"
import { isPlain } from "./choices.ts"
import type { Plain } from "./choices.ts"
import type { Value } from "./values.ts"

/** One place of a pattern, what it takes, and its own expression where a literal stands on the right. */
export interface Pair {
  readonly target: AnyNode
  readonly key: string
  readonly right: AnyNode | undefined
}

/** `[s, t] = [s + x, t + y]`, as its parts. */
export function pairsOf(c: Compiler, left: Pattern, rightNode: AnyNode): readonly Pair[] {
  const right = bare(c, rightNode)
  if (left.type === "ArrayPattern") {
    const values = right.type === "ArrayExpression" ? right.elements : []
    const isWhole = values.every((value) => value !== null && value.type !== "SpreadElement")
    return left.elements.flatMap((target, i) => {
      if (target === null) return []
      return [{ target, key: String(i), right: (isWhole ? values[i] : undefined) ?? undefined }]
    })
  }
  if (left.type !== "ObjectPattern") return []
  const values = new Map<string, AnyNode>()
  for (const property of right.type === "ObjectExpression" ? right.properties : []) {
    if (property.type === "Property" && !property.computed && property.key.type === "Identifier") {
      values.set(property.key.name, property.value)
    }
  }
  return left.properties.map((property) => {
    if (property.type !== "Property" || property.computed || property.key.type !== "Identifier") {
      return c.fail(property, "this pattern cannot be compiled", "name each variable")
    }
    return { target: property.value, key: property.key.name, right: values.get(property.key.name) }
  })
}

interface Ways {
  /** Is it added up by the prange around? */
  readonly isReduced: (target: AnyNode) => boolean
  /** `target = right` */
  readonly assign: (target: AnyNode, right: AnyNode) => void
  /** Gives the target a value that is there. */
  readonly give: (target: AnyNode, value: Plain) => void
}

/** What to do where arrays are exchanged. */
export const exchangeFix =
  "write the loop twice, from a to b and from b to a, or call the kernel twice with the arguments exchanged"

/** `[a, b] = …`: all values before the first is assigned, but for what is added up, which nobody reads. */
export function assignPattern(c: Compiler, node: AssignmentExpression, ways: Ways): Value {
  const left = node.left
  const give = (target: AnyNode, value: Value): void => {
    if (isPlain(value)) return ways.give(target, value)
    const isName = value.kind === "array" && target.type === "Identifier" && lower(c, target).kind === "array"
    if (isName) c.fail(target, "arrays cannot change their names in a kernel", exchangeFix)
    c.fail(target, `a variable cannot become ${kindOf(value)}`, "use another name, or name each variable")
  }
  const pairs = pairsOf(c, left, node.right)
  if (!pairs.some(({ target }) => ways.isReduced(target))) {
    const value = asNow(c, lower(c, node.right))
    takeApart(c, left, value, give)
    return value
  }
  const later: (() => void)[] = []
  for (const { target, right } of pairs) {
    if (right === undefined)
      return c.fail(target, "it is added up here, and nobody sees what is added", "write [s + x, t + y]")
    if (ways.isReduced(target)) ways.assign(target, right)
    else {
      const value = asNow(c, lower(c, right))
      later.push(() => give(target, value))
    }
  }
  for (const write of later) write()
  return { kind: "nothing" }
}

/** Whatever is assigned later, also to its parts. */
function asNow(c: Compiler, value: Value): Value {
  if (value.kind !== "tuple") return kept(c, value)
  return { kind: "tuple", parts: new Map([...value.parts].map(([key, part]) => [key, asNow(c, part)])) }
}
