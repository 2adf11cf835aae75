import type { AnyNode, Identifier, SwitchStatement } from "acorn"
import { eachChild, isFunction } from "../../core/closure/index.ts"
import type { Declaration } from "../../core/closure/index.ts"
import type { Source } from "./source.ts"

/** What is known where control stands: the variable has a value, may have none, or nobody gets there. */
type State = "set" | "unset" | "nowhere"

interface Target {
  readonly node: AnyNode
  readonly label: string | undefined
  /** What is known where it is left, and where its next round begins. */
  leave: State
}

function joined(a: State, b: State): State {
  if (a === "nowhere") return b
  if (b === "nowhere") return a
  return a === "unset" || b === "unset" ? "unset" : "set"
}

/** Follows control through statements. With a variable: which of its uses may come before its first value. */
class Flow {
  readonly #source: Source
  readonly #declaration: Declaration | undefined
  readonly #targets: Target[] = []
  #state: State
  /** The first use that may have no value. */
  early: Identifier | undefined

  constructor(source: Source, declaration: Declaration | undefined) {
    this.#source = source
    this.#declaration = declaration
    this.#state = declaration === undefined ? "set" : "nowhere"
  }

  get state(): State {
    return this.#state
  }

  /** A statement, or a list of them. */
  go(node: AnyNode, label?: string): void {
    switch (node.type) {
      case "BlockStatement":
        for (const one of node.body) this.go(one)
        return
      case "LabeledStatement": {
        const { body, label } = node
        if (takesLabel(body)) return this.go(body, label.name)
        return this.#labelled(body, label.name, () => this.go(body))
      }
      case "SwitchStatement":
        this.#look(node.discriminant)
        return this.#labelled(node, label, () => this.#cases(node))
      case "IfStatement": {
        this.#look(node.test)
        const before = this.#state
        this.go(node.consequent)
        const yes = this.#state
        this.#state = before
        if (node.alternate) this.go(node.alternate)
        this.#state = joined(yes, this.#state)
        return
      }
      case "ForStatement":
        if (node.init) this.go(node.init)
        return this.#loop(node, label, node.test ?? undefined, node.body, node.update ?? undefined)
      case "WhileStatement":
        return this.#loop(node, label, node.test, node.body, undefined)
      case "ForOfStatement":
        this.#look(node.right)
        // It may be over before it begins.
        return this.#loop(node, label, node.right, node.body, undefined)
      case "DoWhileStatement": {
        this.#labelled(node, label, () => {
          this.go(node.body)
          this.#look(node.test)
          if (isAlways(node.test)) this.#state = "nowhere"
        })
        return
      }
      case "BreakStatement":
      case "ContinueStatement": {
        const name = node.label?.name
        const target = this.#targets.findLast((one) => (name === undefined ? takesLabel(one.node) : one.label === name))
        if (target !== undefined && node.type === "BreakStatement") target.leave = joined(target.leave, this.#state)
        this.#state = "nowhere"
        return
      }
      case "ReturnStatement":
      case "ThrowStatement":
        if (node.argument) this.#look(node.argument)
        this.#state = "nowhere"
        return
      case "VariableDeclaration":
        for (const { id, init } of node.declarations) {
          if (init) this.#look(init)
          const isIt = id.type === "Identifier" && this.#source.declaredBy(id) === this.#declaration
          if (isIt && this.#declaration !== undefined) this.#state = init || node.kind === "var" ? "set" : "unset"
        }
        return
      case "FunctionDeclaration":
        return
      default:
        this.#look(node)
    }
  }

  #labelled(node: AnyNode, label: string | undefined, work: () => void): void {
    const target: Target = { node, label, leave: "nowhere" }
    this.#targets.push(target)
    work()
    this.#targets.pop()
    this.#state = joined(this.#state, target.leave)
  }

  #loop(
    node: AnyNode,
    label: string | undefined,
    test: AnyNode | undefined,
    body: AnyNode,
    update: AnyNode | undefined,
  ): void {
    this.#labelled(node, label, () => {
      if (test !== undefined) this.#look(test)
      const before = this.#state
      this.go(body)
      if (update !== undefined && this.#state !== "nowhere") this.#look(update)
      // After no round at all, unless there is no way out but a break.
      this.#state = test === undefined || isAlways(test) ? "nowhere" : before
    })
  }

  #cases({ cases }: SwitchStatement): void {
    const before = this.#state
    for (const { test } of cases) if (test) this.#look(test)
    this.#state = "nowhere"
    for (const { consequent } of cases) {
      // From the switch itself, or from the case before.
      this.#state = joined(before, this.#state)
      for (const one of consequent) this.go(one)
    }
    if (cases.every(({ test }) => test)) this.#state = joined(before, this.#state)
  }

  #look(node: AnyNode): void {
    if (this.#declaration === undefined || isFunction(node)) return
    switch (node.type) {
      case "Identifier":
        if (this.#state === "unset" && this.#isIt(node)) this.early ??= node
        return
      case "AssignmentExpression":
        if (node.left.type === "ArrayPattern" || node.left.type === "ObjectPattern") {
          this.#look(node.right)
          return this.#take(node.left)
        }
        if (node.left.type !== "Identifier" || !this.#isIt(node.left)) break
        if (node.operator !== "=") this.#look(node.left)
        this.#look(node.right)
        if (this.#state === "unset") this.#state = "set"
        return
      case "LogicalExpression":
      case "ConditionalExpression": {
        const [first, yes, no] =
          node.type === "LogicalExpression"
            ? [node.left, node.right, undefined]
            : [node.test, node.consequent, node.alternate]
        this.#look(first)
        const before = this.#state
        this.#look(yes)
        const then = this.#state
        this.#state = before
        if (no !== undefined) this.#look(no)
        this.#state = joined(then, this.#state)
        return
      }
      default:
    }
    eachChild(node, (child) => this.#look(child))
  }

  /** A pattern that is assigned. */
  #take(node: AnyNode): void {
    if (node.type === "MemberExpression") return this.#look(node)
    if (node.type === "Identifier" && this.#isIt(node) && this.#state === "unset") this.#state = "set"
    eachChild(node, (child) => this.#take(child))
  }

  #isIt(node: Identifier): boolean {
    return this.#source.declarationOf(node) === this.#declaration
  }
}

/** A loop or a switch: what `break` without a name leaves. */
function takesLabel({ type }: AnyNode): boolean {
  return /^(?:For|ForOf|While|DoWhile|Switch)Statement$/.test(type)
}

function isAlways(test: AnyNode): boolean {
  if (test.type === "Literal") return Boolean(test.value)
  return (
    test.type === "UnaryExpression" && test.operator === "!" && test.argument.type === "Literal" && !test.argument.value
  )
}

/** The first use of a variable that may come before it has a value. */
export function earlyUse(source: Source, declaration: Declaration): Identifier | undefined {
  const flow = new Flow(source, declaration)
  flow.go(source.node.body)
  return flow.early
}

/** May control come to the end of a function's body, so that it gives nothing? */
export function endsWithoutReturn(source: Source): boolean {
  if (source.node.body.type !== "BlockStatement") return false
  const flow = new Flow(source, undefined)
  flow.go(source.node.body)
  return flow.state !== "nowhere"
}
