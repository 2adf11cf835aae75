import type { AnyNode, MemberExpression } from "acorn"

/** Properties that say the same of shared memory. Not `buffer`, nor where in it the array begins. */
export const plainProperties: ReadonlySet<string> = new Set(["length", "byteLength", "BYTES_PER_ELEMENT"])

/** Methods that give elements, or an array of their own. Their callbacks, if they take any, see elements only. */
export const plainMethods: ReadonlySet<string> = new Set(
  (
    "at indexOf lastIndexOf includes join keys values entries slice toReversed toSorted with toString toLocaleString " +
    "getInt8 getUint8 getInt16 getUint16 getInt32 getUint32 getFloat16 getFloat32 getFloat64 getBigInt64 getBigUint64"
  ).split(" "),
)

/** Methods whose callback gets the array too, and as which of its parameters. */
export const callbackMethods: ReadonlyMap<string, number> = new Map([
  ..."find findIndex findLast findLastIndex some every forEach map filter".split(" ").map((name) => [name, 2] as const),
  ["reduce", 3],
  ["reduceRight", 3],
])

const writers = /^(?:set|fill|sort|reverse|copyWithin|set(?:Big)?(?:Int|Uint|Float)\d+)$/

/** True for methods that write to the array that they are called on. */
export function isWriter(method: string): boolean {
  return writers.test(method)
}

/** What stands behind the dot or, as a literal, in the brackets; undefined for a name that only running tells. */
export function memberName({ computed, property }: MemberExpression): string | undefined {
  if (!computed) return property.type === "Identifier" ? property.name : ""
  return property.type === "Literal" ? String(property.value) : undefined
}

/** True for a name that means an element. */
export function isIndex(name: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(name)
}

/** True if `node`, whose parent is given, is assigned, counted up or deleted there. */
export function isTarget(node: AnyNode, parent: AnyNode, above: AnyNode | undefined): boolean {
  switch (parent.type) {
    case "AssignmentExpression":
    case "AssignmentPattern":
    case "ForInStatement":
    case "ForOfStatement":
      return parent.left === node
    case "UpdateExpression":
    case "ArrayPattern":
    case "RestElement":
      return true
    case "UnaryExpression":
      return parent.operator === "delete"
    case "Property":
      return parent.value === node && above?.type === "ObjectPattern"
    default:
      return false
  }
}
