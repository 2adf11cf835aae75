import type { AnyNode, Identifier, ImportExpression, MetaProperty } from "acorn"
import type { Reference, ReferenceForm, Scope } from "./scope.ts"
import { isClass } from "./tree.ts"
import type { ClassNode } from "./tree.ts"
import type { Surroundings, Unit } from "./unit.ts"

/** Notes what a walk meets in the functions and classes around the place. */
export class Recorder {
  readonly units: Unit[] = []
  readonly references: Reference[] = []
  /** The units around the node being walked, outermost first. */
  readonly stack: Unit[] = []

  get current(): Unit | undefined {
    return this.stack.at(-1)
  }

  enter(unit: Unit): void {
    this.units.push(unit)
    this.stack.push(unit)
  }

  importMeta(node: MetaProperty): void {
    for (const unit of this.stack) if (unit.collecting) unit.importMeta.push(node)
  }

  importCall(node: ImportExpression): void {
    for (const unit of this.stack) if (unit.collecting) unit.importCalls.push(node)
  }

  eval(node: AnyNode): void {
    for (const unit of this.stack) unit.uses.eval ??= node
  }

  /** Walks what runs once, when the class is defined: it is not evaluated again where the class is rebuilt. */
  definition(unit: Unit, walk: () => void): void {
    const before = this.references.length
    unit.collecting = false
    walk()
    unit.collecting = true
    for (let i = before; i < this.references.length; i++) unit.definition.push(this.references[i]!)
  }

  read(node: Identifier, scope: Scope, form: ReferenceForm, member?: string): void {
    if (node.name === "arguments" && (scope.lookup("arguments")?.kind ?? "arguments") === "arguments")
      this.use("arguments", node)
    this.refer(node, scope, form, member, false)
  }

  refer(node: Identifier, scope: Scope, form: ReferenceForm, member: string | undefined, write: boolean): void {
    const reference: Reference = { name: node.name, node, scope, write, form, member, declaration: undefined }
    this.references.push(reference)
    for (const unit of this.stack) if (unit.collecting) unit.references.push(reference)
  }

  /** Notes a use of `this` and the like in the arrows around it, up to the function that it belongs to. */
  use(what: Exclude<keyof Surroundings, "eval">, node: AnyNode): void {
    for (let i = this.stack.length - 1; i >= 0; i--) {
      const unit = this.stack[i]!
      if (unit.kind === "class") continue // heritage or a computed key: belongs to what is around the class
      unit.uses[what] ??= node
      if (unit.kind !== "arrow") return
    }
    if (what === "this") for (const unit of this.stack) if (unit.kind === "arrow") unit.thisIsTopLevel = true
  }

  privateName(name: string, node: AnyNode): void {
    for (let i = this.stack.length - 1; i >= 0; i--) {
      const unit = this.stack[i]!
      if (isClass(unit.node) && declaresPrivate(unit.node, name)) return
      if (!unit.privateNames.has(name)) unit.privateNames.set(name, node)
    }
  }
}

function declaresPrivate(node: ClassNode, name: string): boolean {
  return node.body.body.some(
    (member) => member.type !== "StaticBlock" && member.key.type === "PrivateIdentifier" && member.key.name === name,
  )
}
