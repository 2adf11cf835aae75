import type { AnyNode, Identifier } from "acorn"

/** The variables that an assignment to this sets: of `[a, { b }]` both. */
export function assignedNames(target: AnyNode): readonly Identifier[] {
  switch (target.type) {
    case "Identifier":
      return [target]
    case "ArrayPattern":
      return target.elements.flatMap((element) => (element === null ? [] : assignedNames(element)))
    case "ObjectPattern":
      return target.properties.flatMap((property) =>
        assignedNames(property.type === "Property" ? property.value : property.argument),
      )
    case "AssignmentPattern":
      return assignedNames(target.left)
    case "RestElement":
      return assignedNames(target.argument)
    default:
      return []
  }
}
