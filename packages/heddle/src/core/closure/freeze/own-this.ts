import type { AnyNode } from "acorn"
import { eachChild, isClass, isFunction } from "../static/index.ts"
import type { Located, Unit } from "../static/index.ts"
import { recordOf } from "./function-record.ts"
import type { Site } from "./site.ts"

/**
 * The `this` around an arrow function that its class made as a member: `f = () => this.x` and, in the constructor,
 * `this.f = () => this.x`. It cannot be read, but it is the object that the arrow is a property of. Undefined for others.
 */
export function ownThis({ at, located }: Site): object | undefined {
  const { owner } = at
  if (owner === undefined) return undefined
  for (const ctor of [owner, ...lineageOf(owner)]) {
    const home = typeof ctor === "function" ? recordOf(ctor)?.located : undefined
    const unit = home && unitIn(home, located)
    if (unit?.parent === undefined || unit.parent.parent !== home!.unit || !isOwnMember(unit, unit.parent)) continue
    const isStatic = unit.parent.node.type === "PropertyDefinition" && unit.parent.node.static
    return isStatic === (ctor === owner) ? owner : undefined
  }
  return undefined
}

function lineageOf(owner: object): Function[] {
  const lineage: Function[] = []
  let ctor: unknown = (owner as { constructor?: unknown }).constructor
  for (; typeof ctor === "function" && ctor !== Function.prototype; ctor = Object.getPrototypeOf(ctor))
    lineage.push(ctor)
  return lineage
}

/** The same piece of source in the syntax tree of a class: in a huge script each has a tree of its own. */
function unitIn({ analysis }: Located, { unit, analysis: own }: Located): Unit | undefined {
  if (analysis === own) return unit
  if (analysis.script.id !== own.script.id) return undefined
  return analysis.units.find(
    ({ start, end }) =>
      start + analysis.shift === unit.start + own.shift && end + analysis.shift === unit.end + own.shift,
  )
}

function isOwnMember(unit: Unit, around: Unit): boolean {
  if (around.kind === "initialiser") return around.node.type === "PropertyDefinition"
  if (around.property?.kind !== "constructor") return false
  return assignsToThis(around.node, unit.node, true)
}

/** True if a constructor has `this.x = arrow`, or `this.x = __name(arrow, "x")` as esbuild writes it. */
function assignsToThis(node: AnyNode, arrow: AnyNode, isOutermost: boolean): boolean {
  if (!isOutermost && (isClass(node) || (isFunction(node) && node.type !== "ArrowFunctionExpression"))) return false
  if (node.type === "AssignmentExpression" && (node.right === arrow || isArgument(node.right, arrow)))
    return node.left.type === "MemberExpression" && node.left.object.type === "ThisExpression"
  let found = false
  eachChild(node, (child) => {
    found ||= assignsToThis(child, arrow, false)
  })
  return found
}

function isArgument(node: AnyNode, argument: AnyNode): boolean {
  return node.type === "CallExpression" && (node.arguments as readonly AnyNode[]).includes(argument)
}
