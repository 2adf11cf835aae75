import type { AnyNode } from "acorn"
import { eachChild, isClass, isFunction } from "../static/index.ts"
import type { Unit } from "../static/index.ts"
import { recordOf } from "./function-record.ts"
import type { Site } from "./site.ts"

/**
 * The `this` around an arrow function that its class made as a member: `f = () => this.x` and, in the constructor,
 * `this.f = () => this.x`. It cannot be read, but it is the object that the arrow is a property of. Undefined for others.
 */
export function ownThis({ at, located: { unit } }: Site): object | undefined {
  const { owner } = at
  if (owner === undefined || unit.parent === undefined || !isOwnMember(unit, unit.parent)) return undefined
  const classUnit = unit.parent.parent
  const isStatic = unit.parent.node.type === "PropertyDefinition" && unit.parent.node.static
  let ctor: unknown = isStatic ? owner : (owner as { constructor?: unknown }).constructor
  for (; typeof ctor === "function" && ctor !== Function.prototype; ctor = Object.getPrototypeOf(ctor)) {
    if (recordOf(ctor)?.located?.unit === classUnit) return owner
  }
  return undefined
}

function isOwnMember(unit: Unit, around: Unit): boolean {
  if (around.kind === "initialiser") return around.node.type === "PropertyDefinition" && around.node.value === unit.node
  if (around.property?.kind !== "constructor") return false
  return assignsToThis(around.node, unit.node, true)
}

/** True if a constructor has `this.x = arrow`. */
function assignsToThis(node: AnyNode, arrow: AnyNode, isOutermost: boolean): boolean {
  if (!isOutermost && (isClass(node) || (isFunction(node) && node.type !== "ArrowFunctionExpression"))) return false
  if (node.type === "AssignmentExpression" && node.right === arrow)
    return node.left.type === "MemberExpression" && node.left.object.type === "ThisExpression"
  let found = false
  eachChild(node, (child) => {
    found ||= assignsToThis(child, arrow, false)
  })
  return found
}
