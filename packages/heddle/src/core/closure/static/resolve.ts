import type { AnyNode, AssignmentExpression, Pattern, Program, Property } from "acorn"
import { declareBlock, declareStatement, declareVars } from "./hoist.ts"
import { Recorder } from "./recorder.ts"
import { Scope } from "./scope.ts"
import type { ReferenceForm } from "./scope.ts"
import { boundNames, eachChild, isClass, isFunction } from "./tree.ts"
import type { ClassNode, FunctionNode } from "./tree.ts"
import { createUnit } from "./unit.ts"
import type { Unit, UnitKind } from "./unit.ts"

/** What the walk of one script found. */
export interface Resolution {
  readonly root: Scope
  readonly units: readonly Unit[]
}

/** Finds every function and class of a script, and what each name in it is bound to. */
export function resolveNames(program: Program, source: string, strict: boolean): Resolution {
  const resolver = new Resolver(source)
  const root = new Scope(undefined, undefined, strict || startsStrict(program.body))
  declareVars(program, root)
  declareBlock(program.body, root)
  for (const statement of program.body) resolver.walk(statement, root)
  for (const reference of resolver.recorder.references) {
    reference.declaration = reference.scope.lookup(reference.name)
    if (reference.write && reference.declaration !== undefined) reference.declaration.writes++
  }
  return { root, units: resolver.recorder.units }
}

class Resolver {
  readonly source: string
  readonly recorder: Recorder = new Recorder()

  constructor(source: string) {
    this.source = source
  }

  walk(node: AnyNode | null | undefined, scope: Scope): void {
    if (!node) return
    if (isFunction(node)) return this.function(node, scope)
    if (isClass(node)) return this.class(node, scope)
    switch (node.type) {
      case "Identifier":
        return this.recorder.read(node, scope, "plain")
      case "PrivateIdentifier":
        return this.recorder.privateName(node.name, node)
      case "ThisExpression":
        return this.recorder.use("this", node)
      case "Super":
        this.recorder.use("super", node)
        return this.recorder.use("this", node)
      case "MetaProperty":
        if (node.meta.name !== "import") return this.recorder.use("newTarget", node)
        return this.recorder.importMeta(node)
      case "ImportExpression":
        this.recorder.importCall(node)
        break
      case "MemberExpression":
        this.callee(node.object, scope, "plain", memberOf(node))
        if (node.computed || node.property.type === "PrivateIdentifier") this.walk(node.property, scope)
        return
      case "CallExpression":
        if (node.callee.type === "Identifier" && node.callee.name === "eval") this.recorder.eval(node)
        this.callee(node.callee, scope, "call")
        for (const argument of node.arguments) this.walk(argument, scope)
        return
      case "TaggedTemplateExpression":
        this.callee(node.tag, scope, "call")
        return this.walk(node.quasi, scope)
      case "UnaryExpression":
        return this.callee(node.argument, scope, node.operator === "typeof" ? "typeof" : "plain")
      case "Property":
        return this.property(node as Property, scope)
      case "AssignmentExpression":
        return this.assignment(node, scope)
      case "UpdateExpression":
        return this.pattern(node.argument as Pattern, scope, true)
      case "VariableDeclaration":
        for (const declarator of node.declarations) {
          this.pattern(declarator.id, scope, false)
          this.walk(declarator.init, scope)
        }
        return
      case "BlockStatement":
        return this.block(node.body, this.inner(scope))
      case "SwitchStatement": {
        this.walk(node.discriminant, scope)
        const cases = this.inner(scope)
        for (const each of node.cases) declareBlock(each.consequent, cases)
        for (const each of node.cases) {
          this.walk(each.test, cases)
          for (const statement of each.consequent) this.walk(statement, cases)
        }
        return
      }
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement":
        return this.loop(node, this.inner(scope))
      case "CatchClause": {
        const caught = this.inner(scope)
        for (const name of boundNames(node.param)) caught.declare(name.name, "catch", name)
        this.pattern(node.param, caught, false)
        return this.block(node.body.body, this.inner(caught))
      }
      case "LabeledStatement":
        return this.walk(node.body, scope)
      case "ExportNamedDeclaration":
        return this.walk(node.declaration, scope)
      case "BreakStatement":
      case "ContinueStatement":
      case "ImportDeclaration":
      case "ExportAllDeclaration":
        return
      default:
    }
    eachChild(node, (child) => this.walk(child, scope))
  }

  private inner(scope: Scope): Scope {
    return new Scope(scope, this.recorder.current, scope.strict)
  }

  private block(body: Parameters<typeof declareBlock>[0], scope: Scope): void {
    declareBlock(body, scope)
    for (const statement of body) this.walk(statement, scope)
  }

  private loop(
    node: Extract<AnyNode, { type: "ForStatement" | "ForInStatement" | "ForOfStatement" }>,
    scope: Scope,
  ): void {
    const head = node.type === "ForStatement" ? node.init : node.left
    if (head?.type === "VariableDeclaration") declareStatement(head, scope)
    if (node.type === "ForStatement") {
      this.walk(node.init, scope)
      this.walk(node.test, scope)
      this.walk(node.update, scope)
    } else {
      if (node.left.type === "VariableDeclaration") this.walk(node.left, scope)
      else this.pattern(node.left, scope, true)
      this.walk(node.right, scope)
    }
    this.walk(node.body, scope)
  }

  private property(node: Property, scope: Scope): void {
    if (node.computed) this.walk(node.key, scope)
    if (node.method || node.kind !== "init") {
      const kind = node.kind === "init" ? "method" : node.kind
      this.function(
        node.value as FunctionNode,
        scope,
        createUnit(kind, node.value as FunctionNode, this.recorder.current, scope.strict, node),
      )
    } else if (node.shorthand && node.value.type === "Identifier") this.recorder.read(node.value, scope, "shorthand")
    else this.walk(node.value, scope)
  }

  private assignment(node: AssignmentExpression, scope: Scope): void {
    this.pattern(node.left, scope, true)
    this.walk(node.right, scope)
  }

  /** A pattern in a declaration (`write` false: its names are declared already) or on the left of an assignment. */
  private pattern(pattern: Pattern | null | undefined, scope: Scope, write: boolean, shorthand = false): void {
    switch (pattern?.type) {
      case undefined:
        return
      case "Identifier":
        if (write) this.recorder.refer(pattern, scope, shorthand ? "shorthand" : "plain", undefined, true)
        return
      case "ObjectPattern":
        for (const property of pattern.properties) {
          if (property.type === "RestElement") this.pattern(property.argument, scope, write)
          else {
            if (property.computed) this.walk(property.key, scope)
            this.pattern(property.value, scope, write, property.shorthand)
          }
        }
        return
      case "ArrayPattern":
        for (const element of pattern.elements) this.pattern(element, scope, write)
        return
      case "AssignmentPattern":
        this.pattern(pattern.left, scope, write, shorthand)
        return this.walk(pattern.right, scope)
      case "RestElement":
        return this.pattern(pattern.argument, scope, write)
      default:
        return this.walk(pattern, scope)
    }
  }

  private function(node: FunctionNode, outer: Scope, made?: Unit): void {
    const arrow = node.type === "ArrowFunctionExpression"
    const unit = made ?? createUnit(arrow ? "arrow" : "function", node, this.recorder.current, outer.strict)
    if (node.body.type === "BlockStatement" && startsStrict(node.body.body)) unit.strict = true
    this.recorder.enter(unit)
    let scope = new Scope(outer, unit, unit.strict)
    if (node.type === "FunctionExpression" && node.id) {
      scope.declare(node.id.name, "self", node)
      scope = new Scope(scope, unit, unit.strict)
    }
    if (!arrow) scope.declare("arguments", "arguments", node)
    for (const parameter of node.params)
      for (const name of boundNames(parameter)) scope.declare(name.name, "parameter", name)
    for (const parameter of node.params) this.pattern(parameter, scope, false)
    if (node.body.type === "BlockStatement") {
      const body = new Scope(scope, unit, unit.strict)
      declareVars(node.body, body)
      this.block(node.body.body, body)
    } else this.walk(node.body, scope)
    this.recorder.stack.pop()
  }

  private class(node: ClassNode, outer: Scope): void {
    const unit = createUnit("class", node, this.recorder.current, true)
    this.recorder.enter(unit)
    const scope = new Scope(outer, unit, true)
    if (node.id) scope.declare(node.id.name, "self", node)
    this.recorder.definition(unit, () => this.walk(node.superClass, scope))
    for (const member of node.body.body) {
      if (member.type === "StaticBlock") {
        this.recorder.definition(unit, () => this.initialiser(member, scope))
        continue
      }
      if (member.computed) this.recorder.definition(unit, () => this.walk(member.key, scope))
      if (member.type === "PropertyDefinition") {
        if (member.static) this.recorder.definition(unit, () => this.initialiser(member, scope))
        else this.initialiser(member, scope)
        continue
      }
      const kind: UnitKind = member.kind === "get" || member.kind === "set" ? member.kind : "method"
      const start = member.static ? member.start + staticPrefix(this.source, member.start) : member.start
      this.function(member.value, scope, createUnit(kind, member.value, unit, true, member, start))
    }
    this.recorder.stack.pop()
  }

  private initialiser(node: Extract<AnyNode, { type: "PropertyDefinition" | "StaticBlock" }>, outer: Scope): void {
    const unit = createUnit("initialiser", node, this.recorder.current, true)
    this.recorder.stack.push(unit)
    const scope = new Scope(outer, unit, true)
    if (node.type === "StaticBlock") {
      for (const statement of node.body) declareVars(statement, scope)
      this.block(node.body, scope)
    } else this.walk(node.value, scope)
    this.recorder.stack.pop()
  }

  private callee(node: AnyNode, scope: Scope, form: ReferenceForm, member?: string): void {
    if (node.type === "Identifier") this.recorder.read(node, scope, form, member)
    else this.walk(node, scope)
  }
}

function memberOf(node: Extract<AnyNode, { type: "MemberExpression" }>): string | undefined {
  if (!node.computed) return node.property.type === "Identifier" ? node.property.name : undefined
  return node.property.type === "Literal" ? String(node.property.value) : undefined
}

function startsStrict(body: readonly AnyNode[]): boolean {
  for (const statement of body) {
    if (statement.type !== "ExpressionStatement" || !("directive" in statement)) return false
    if (statement.directive === "use strict") return true
  }
  return false
}

/** A static method's `toString()` starts after the word `static`. */
function staticPrefix(source: string, start: number): number {
  return /^static(?:\s|\/\*.*?\*\/)*/s.exec(source.slice(start, start + 200))![0].length
}
