import type {
  AnyNode,
  AssignmentExpression,
  CallExpression,
  MemberExpression,
  NewExpression,
  VariableDeclarator,
} from "acorn"
import type { Analysis } from "./analysis.ts"
import {
  callbackMethods,
  isIndex,
  isTarget,
  isWriter,
  memberName,
  plainMethods,
  plainProperties,
} from "./array-members.ts"
import { isText } from "./array-keys.ts"
import { calleeName, globalPath, isIndifferent, isPlainClass, isReader } from "./known-calls.ts"
import { NamesOfUnit } from "./names-of-unit.ts"
import type { Declaration, Reference } from "./scope.ts"
import { isFunction } from "./tree.ts"
import { within } from "./unit.ts"
import type { Unit } from "./unit.ts"

/** What a function does with an array that it must not do with memory which others read at the same time. */
export interface Misuse {
  /** Goes on from "it": "is written", "is passed to blur()". */
  readonly what: string
  readonly node: AnyNode
}

type Finding = Misuse | undefined

/**
 * Follows one array through the text: from each name that holds it to the expressions that the name stands in, and on to
 * other names and to the functions that it is passed to, until something is done with it that reads no element.
 */
export class ArrayFlow {
  readonly #analysis: Analysis
  readonly #names = new Map<Unit, NamesOfUnit>()
  /** Names that hold the array and have been met; each is followed once. */
  readonly #met = new Set<Declaration>()
  readonly #todo: { readonly unit: Unit; readonly references: readonly Reference[] }[] = []

  constructor(analysis: Analysis) {
    this.#analysis = analysis
  }

  fromVariable(unit: Unit, references: readonly Reference[]): Finding {
    const assignment = references.find(({ write }) => write)
    if (assignment !== undefined) return { what: "is assigned", node: assignment.node }
    if (unit.uses.eval !== undefined) return { what: "can be reached by eval", node: unit.uses.eval }
    this.#todo.push({ unit, references })
    return this.#follow()
  }

  fromArgument(unit: Unit, index: number): Finding {
    return this.#received(unit, index) ?? this.#follow()
  }

  #follow(): Finding {
    for (let next = this.#todo.pop(); next !== undefined; next = this.#todo.pop()) {
      const names = this.#namesOf(next.unit)
      if (names.withStatement !== undefined) return { what: "can be reached by `with`", node: names.withStatement }
      for (const { node, write } of next.references) {
        // A name that gets another value holds the array no longer.
        const found = write ? undefined : this.#use(node, next.unit)
        if (found !== undefined) return found
      }
    }
    return undefined
  }

  #namesOf(unit: Unit): NamesOfUnit {
    let names = this.#names.get(unit)
    if (names === undefined) this.#names.set(unit, (names = new NamesOfUnit(unit)))
    return names
  }

  /** What becomes of `node`, an expression whose value is the array, where it stands. */
  #use(node: AnyNode, unit: Unit): Finding {
    const names = this.#namesOf(unit)
    const parent = names.parentOf(node)
    switch (parent?.type) {
      case "ExpressionStatement":
      case "IfStatement":
      case "WhileStatement":
      case "DoWhileStatement":
      case "ForStatement":
        return undefined
      case "ForOfStatement":
      case "ForInStatement":
        return parent.right === node ? undefined : { what: "is assigned", node }
      case "MemberExpression":
        return parent.object === node ? this.#member(parent, unit) : undefined
      case "ChainExpression":
      case "AwaitExpression":
        return this.#use(parent, unit)
      case "ConditionalExpression":
        return parent.test === node ? undefined : this.#use(parent, unit)
      case "LogicalExpression":
        return parent.left === node && parent.operator === "&&" ? undefined : this.#use(parent, unit)
      case "SequenceExpression":
        return parent.expressions.at(-1) === node ? this.#use(parent, unit) : undefined
      case "UnaryExpression":
        return parent.operator === "delete" ? { what: "is deleted", node } : undefined
      case "BinaryExpression":
        if (parent.operator !== "instanceof") return undefined
        if (parent.left === node && this.#isPlainClass(parent.right, unit)) return undefined
        return { what: "is tested by `instanceof` of a class of one's own", node }
      case "TemplateLiteral":
        if (names.parentOf(parent)?.type !== "TaggedTemplateExpression") return undefined
        return { what: "is passed to a template's tag", node }
      case "SpreadElement":
        return undefined
      case "VariableDeclarator":
        return this.#declared(parent, unit)
      case "AssignmentExpression":
        return this.#assigned(parent, node, unit) ?? this.#use(parent, unit)
      case "CallExpression":
      case "NewExpression":
        return parent.callee === node ? { what: "is called", node } : this.#argument(parent, node, unit)
      case "ReturnStatement":
      case "ArrowFunctionExpression":
        return { what: "is returned", node }
      case "YieldExpression":
        return { what: "is yielded", node }
      case "ThrowStatement":
        return { what: "is thrown", node }
      case "ArrayExpression":
        return { what: "is put into an array", node }
      case "Property":
        return { what: "is put into an object", node }
      default:
        return { what: "is used as a whole", node }
    }
  }

  #member(member: MemberExpression, unit: Unit): Finding {
    const names = this.#namesOf(unit)
    let node: AnyNode = member
    let parent = names.parentOf(node)
    while (parent?.type === "ChainExpression") {
      node = parent
      parent = names.parentOf(node)
    }
    if (parent !== undefined && isTarget(node, parent, names.parentOf(parent)))
      return { what: "is written", node: member }
    const called =
      ((parent?.type === "CallExpression" || parent?.type === "NewExpression") && parent.callee === node) ||
      (parent?.type === "TaggedTemplateExpression" && parent.tag === node)
    const name = memberName(member)
    if (!called) {
      if (name === undefined) {
        if (!isText(member.property, names)) return undefined
        return { what: "is asked for a property by name", node: member }
      }
      return isIndex(name) || plainProperties.has(name)
        ? undefined
        : { what: `is asked for its .${name}`, node: member }
    }
    if (name === undefined || parent?.type !== "CallExpression") {
      return { what: "is asked for a method that only running tells", node: member }
    }
    return this.#method(name, parent, member, unit)
  }

  #method(name: string, call: CallExpression, member: MemberExpression, unit: Unit): Finding {
    if (plainMethods.has(name)) return undefined
    if (name === "subarray") return this.#use(call, unit)
    const place = callbackMethods.get(name)
    if (place === undefined) {
      return { what: isWriter(name) ? `is written by .${name}()` : `is asked for its .${name}()`, node: member }
    }
    const callback = call.arguments[0]
    if (callback === undefined) return undefined
    const path = globalPath(callback, this.#isGlobal(unit))
    if (path !== undefined && isIndifferent(path)) return undefined
    const visitor = this.#unitOf(callback, unit)
    if (visitor === undefined) return { what: `is passed to what .${name}() calls`, node: callback }
    return this.#received(visitor, place)
  }

  /** The array is the initial value of a variable. */
  #declared({ id, init }: VariableDeclarator, unit: Unit): Finding {
    if (id.type === "ArrayPattern") return undefined
    if (id.type === "Identifier") {
      const names = this.#namesOf(unit)
      const statement = names.parentOf(id) && names.parentOf(names.parentOf(id)!)
      if (statement?.type === "VariableDeclaration" && statement.kind === "var") return { what: "is stored", node: id }
      const declaration = names.declarationAt(id)
      return declaration && this.#held(declaration, init!, unit)
    }
    const others = id.type === "ObjectPattern" ? id.properties : []
    for (const property of others) {
      const plain =
        property.type !== "RestElement" &&
        !property.computed &&
        property.key.type === "Identifier" &&
        plainProperties.has(property.key.name)
      if (!plain) return { what: "is taken apart", node: property }
    }
    return undefined
  }

  #assigned({ left, operator }: AssignmentExpression, node: AnyNode, unit: Unit): Finding {
    if (left.type === "ArrayPattern") return undefined
    const target = left.type === "Identifier" && operator === "=" ? left : undefined
    return this.#held(target && this.#namesOf(unit).referenceAt(target)?.declaration, node, unit)
  }

  /** Another name holds the array too: it is followed if it is a variable of the function itself. */
  #held(declaration: Declaration | undefined, node: AnyNode, unit: Unit): Finding {
    const kind = declaration?.kind
    if ((kind !== "const" && kind !== "let") || !within(declaration!.scope.owner, unit))
      return { what: "is stored", node }
    this.#hold(declaration!, unit)
    return undefined
  }

  #hold(declaration: Declaration, unit: Unit): void {
    if (this.#met.has(declaration)) return
    this.#met.add(declaration)
    this.#todo.push({ unit, references: unit.references.filter((each) => each.declaration === declaration) })
  }

  #argument(call: CallExpression | NewExpression, node: AnyNode, unit: Unit): Finding {
    const index = call.arguments.findIndex((argument) => argument === node)
    const what = `is passed to ${calleeName(call.callee)}`
    if (call.arguments.slice(0, index).some(({ type }) => type === "SpreadElement")) return { what, node }
    const path = globalPath(call.callee, this.#isGlobal(unit))
    if (path !== undefined) return isReader(path, call, index) ? undefined : { what, node }
    const called = call.type === "CallExpression" ? this.#unitOf(call.callee, unit) : undefined
    return called === undefined ? { what, node } : this.#received(called, index)
  }

  /** A function of this text gets the array as its argument `index`. */
  #received(unit: Unit, index: number): Finding {
    const { node } = unit
    if (!isFunction(node)) return { what: "is passed to a class", node }
    if (unit.uses.eval !== undefined) return { what: "can be reached by eval", node: unit.uses.eval }
    const names = this.#namesOf(unit)
    const all = (unit.kind === "arrow" ? undefined : unit.uses.arguments) ?? names.legacyArguments
    if (all !== undefined) return { what: "can be reached by `arguments`", node: all }
    const before = node.params.slice(0, index + 1)
    const rest = before.find(({ type }) => type === "RestElement")
    if (rest !== undefined) return { what: "is taken by a rest parameter", node: rest }
    const parameter = before[index]
    if (parameter === undefined) return undefined
    if (parameter.type !== "Identifier") {
      const hasDefault = parameter.type === "AssignmentPattern"
      return { what: hasDefault ? "is a parameter with a default" : "is taken apart", node: parameter }
    }
    const again = names.varNamed(parameter.name)
    if (again !== undefined) return { what: "is declared again as a var", node: again }
    const declaration = names.declarationAt(parameter)
    if (declaration !== undefined) this.#hold(declaration, unit)
    return undefined
  }

  /** The function that an expression is, if the text says which for certain. */
  #unitOf(node: AnyNode, unit: Unit): Unit | undefined {
    if (isFunction(node)) return this.#analysis.units.find((each) => each.node === node)
    if (node.type !== "Identifier") return undefined
    const declaration = this.#namesOf(unit).referenceAt(node)?.declaration
    if (declaration === undefined || declaration.writes > 0) return undefined
    const { kind, name } = declaration
    if (kind === "const" || kind === "let") {
      const init = declaration.declarator?.id.type === "Identifier" ? declaration.declarator.init : undefined
      return init && isFunction(init) ? this.#unitOf(init, unit) : undefined
    }
    if (kind !== "function" && kind !== "self") return undefined
    const found = this.#analysis.units.find((each) => each.node === declaration.node)
    // Of functions that are declared twice the last counts.
    const twice = this.#analysis.units.some(
      (each) =>
        each !== found &&
        each.parent === found?.parent &&
        each.node.type === "FunctionDeclaration" &&
        each.node.id?.name === name,
    )
    return twice ? undefined : found
  }

  #isPlainClass(node: AnyNode, unit: Unit): boolean {
    return isPlainClass(globalPath(node, this.#isGlobal(unit)) ?? "")
  }

  /** Where the text around the function was not read, no name is known to be a global's. */
  #isGlobal(unit: Unit): (node: AnyNode) => boolean {
    return (node) => {
      const reference = this.#namesOf(unit).referenceAt(node)
      return !this.#analysis.partial && reference !== undefined && reference.declaration === undefined
    }
  }
}
