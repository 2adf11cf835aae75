import type { AnyNode, Identifier, VariableDeclarator } from "acorn"
import type { Unit } from "./unit.ts"

export type DeclarationKind =
  | "var"
  | "let"
  | "const"
  | "function"
  | "class"
  | "import"
  | "parameter"
  | "catch"
  | "self" // the name of a function or class expression, inside itself
  | "arguments"

/** One binding. */
export interface Declaration {
  readonly name: string
  readonly kind: DeclarationKind
  /** Its identifier; for functions and classes the whole declaration. */
  readonly node: AnyNode
  /** Of a variable: what it is initialised with, and the pattern around it. */
  readonly declarator: VariableDeclarator | undefined
  readonly scope: Scope
  /** Assignments after the declaration. A `var` that a loop declares again counts as assigned. */
  writes: number
}

/** How an identifier is used where it stands, which decides how it can be replaced there. */
export type ReferenceForm = "plain" | "call" | "shorthand" | "typeof"

/** One use of an identifier. */
export interface Reference {
  readonly name: string
  readonly node: Identifier
  readonly scope: Scope
  readonly write: boolean
  readonly form: ReferenceForm
  /** `"b"` in `a.b` and `a["b"]`; undefined where the whole value is used. */
  readonly member: string | undefined
  /** What the name is bound to; undefined for a global. Set when the whole script has been walked. */
  declaration: Declaration | undefined
}

/** A region in which names are declared. */
export class Scope {
  readonly parent: Scope | undefined
  /** The innermost function or class around it; undefined at the script's top level. */
  readonly owner: Unit | undefined
  readonly strict: boolean
  readonly declarations: Map<string, Declaration> = new Map()

  constructor(parent: Scope | undefined, owner: Unit | undefined, strict: boolean) {
    this.parent = parent
    this.owner = owner
    this.strict = strict
  }

  /** Declares a name; a name that is declared twice (`var x; var x`) keeps its first declaration. */
  declare(name: string, kind: DeclarationKind, node: AnyNode, declarator?: VariableDeclarator): Declaration {
    let declaration = this.declarations.get(name)
    if (declaration === undefined) {
      declaration = { name, kind, node, declarator, scope: this, writes: 0 }
      this.declarations.set(name, declaration)
    } else if (kind === "var" && declarator?.init) declaration.writes++
    return declaration
  }

  /** The declaration that a name means here. */
  lookup(name: string): Declaration | undefined {
    const own = this.declarations.get(name)
    if (own !== undefined) return own
    for (let scope = this.parent; scope !== undefined; scope = scope.parent) {
      const declaration = scope.declarations.get(name)
      if (declaration !== undefined) return declaration
    }
    return undefined
  }
}
