import type { AnyNode, Identifier } from "acorn"
import type { Declaration, Reference } from "./scope.ts"
import { eachChild } from "./tree.ts"
import type { Unit } from "./unit.ts"

/** The names in one function, by where they stand, and the nodes around each node. Made once for one question. */
export class NamesOfUnit {
  readonly #unit: Unit
  readonly #parents = new Map<AnyNode, AnyNode>()
  readonly #references: ReadonlyMap<AnyNode, Reference>
  /** The first `with` statement. */
  readonly withStatement: AnyNode | undefined

  constructor(unit: Unit) {
    this.#unit = unit
    this.#references = new Map(unit.references.map((reference) => [reference.node, reference]))
    let first: AnyNode | undefined
    const visit = (node: AnyNode): void => {
      if (node.type === "WithStatement") first ??= node
      eachChild(node, (child) => {
        this.#parents.set(child, node)
        visit(child)
      })
    }
    visit(unit.node)
    this.withStatement = first
  }

  parentOf(node: AnyNode): AnyNode | undefined {
    return this.#parents.get(node)
  }

  referenceAt(node: AnyNode): Reference | undefined {
    return this.#references.get(node)
  }

  /** What an identifier declares, if the name is used anywhere. */
  declarationAt(node: Identifier): Declaration | undefined {
    return this.#unit.references.find(({ declaration }) => declaration?.node === node)?.declaration
  }

  /** Where in sloppy code `f.arguments` or `f.caller` could show what a function was given. */
  get legacyArguments(): AnyNode | undefined {
    if (this.#unit.strict) return undefined
    return this.#unit.references.find(({ member }) => member === "arguments" || member === "caller")?.node
  }

  /** A `var` of the function that has the name of a parameter: both are one variable. */
  varNamed(name: string): AnyNode | undefined {
    const same = ({ declaration }: Reference): boolean =>
      declaration?.kind === "var" && declaration.name === name && declaration.scope.owner === this.#unit
    return this.#unit.references.find(same)?.node
  }
}
