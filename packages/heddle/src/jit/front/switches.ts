import type { AnyNode, SwitchCase, SwitchStatement } from "acorn"
import { eachChild } from "../../core/closure/index.ts"
import type { Declaration } from "../../core/closure/index.ts"
import { isTarget, Label, Local } from "../ir/index.ts"
import type { Expr, Stmt } from "../ir/index.ts"
import { isPlain } from "./choices.ts"
import type { Plain } from "./choices.ts"
import type { Compiler, LoopState } from "./compiler.ts"
import { inner, kindOf, lower } from "./expressions.ts"
import { strictlyEqual } from "./operate.ts"
import { apart, kept } from "./order.ts"
import { compare, int } from "./values.ts"

/** Cases that stand together, and what they do. */
interface Group {
  readonly tests: Expr[]
  isDefault: boolean
  readonly nodes: readonly AnyNode[]
}

/** A `switch`: which of its groups control enters is found first, by the tests in their order. */
export function switchStatement(c: Compiler, node: SwitchStatement, label: string | undefined): void {
  const given = lower(c, node.discriminant)
  if (!isPlain(given)) {
    return void c.fail(
      node.discriminant,
      `it switches on ${kindOf(given)}`,
      "switch on a number, a boolean or a bigint",
    )
  }
  const value = kept(c, given)
  refuseShared(c, node)
  const groups = groupsOf(c, node, value)
  const exit = new Label("end of switch")
  const state: LoopState = { node: undefined, label, exit, next: undefined, guards: new Map(), isSwitch: true }
  const body = ({ nodes }: Group): Stmt[] => c.inLoop(state, () => c.parts.statements(c, nodes))
  const known = knownEntry(groups)
  if (known !== undefined) {
    c.skips = true
    const rest = groups.slice(known)
    const list = c.gather(() => {
      // Those behind the first that is left are never run.
      for (let ends = false; !ends && rest.length > 0;) {
        const stmts = body(rest.shift()!)
        for (const stmt of stmts) c.emit(stmt)
        ends = leaves(stmts)
      }
    })
    return emitLeft(c, [...withoutLast(list, exit)], exit)
  }
  const bodies = groups.map(body)
  const fallsThrough = bodies.slice(0, -1).some((body) => !leaves(body))
  const isTested = groups.some(({ isDefault, tests }) => isDefault && tests.length > 0)
  const list = c.gather(() => {
    if (fallsThrough || isTested) entered(c, groups, bodies)
    else
      for (const stmt of chain(
        groups,
        bodies.map((body) => withoutLast(body, exit)),
      ))
        c.emit(stmt)
  })
  emitLeft(c, list, exit)
}

/** What `break` leaves. */
function emitLeft(c: Compiler, body: readonly Stmt[], exit: Label): void {
  if (isTarget(exit, body)) return c.emit({ k: "block", exit, body })
  for (const stmt of body) c.emit(stmt)
}

/** The group that control enters at, if only constants say; undefined: it is known when it runs. */
function knownEntry(groups: readonly Group[]): number | undefined {
  for (const [k, { tests }] of groups.entries()) {
    for (const test of tests) {
      if (test.k !== "const") return undefined
      if (test.value !== 0) return k
    }
  }
  const other = groups.findIndex(({ isDefault }) => isDefault)
  return other < 0 ? groups.length : other
}

function groupsOf(c: Compiler, { cases }: SwitchStatement, value: Plain): Group[] {
  for (const node of cases.flatMap(({ consequent }) => consequent)) {
    const declaration = node.type === "FunctionDeclaration" ? c.frame.source.declaredBy(node) : undefined
    if (node.type !== "FunctionDeclaration" || declaration === undefined) continue
    c.frame.bindings.set(declaration, { kind: "value", value: inner(c, node) })
  }
  const groups: Group[] = []
  let [tests, isDefault]: [Expr[], boolean] = [[], false]
  for (const [i, { test, consequent }] of cases.entries()) {
    if (test) tests.push(testOf(c, value, test))
    else isDefault = true
    if (consequent.length === 0 && i < cases.length - 1) continue
    groups.push({ tests, isDefault, nodes: consequent })
    ;[tests, isDefault] = [[], false]
  }
  return groups
}

function testOf(c: Compiler, value: Plain, node: AnyNode): Expr {
  const test = apart(c, () => {
    const wanted = lower(c, node)
    if (!isPlain(wanted)) return c.fail(node, `this case is ${kindOf(wanted)}`, "compare with numbers and booleans")
    return { kind: "boolean", expr: strictlyEqual(c, value, wanted, node) }
  })
  return (test as Plain).expr
}

/** Each group is left at its end: one condition after the other. */
function chain(groups: readonly Group[], bodies: readonly (readonly Stmt[])[]): readonly Stmt[] {
  const other = groups.findIndex(({ isDefault }) => isDefault)
  let rest: readonly Stmt[] = bodies[other] ?? []
  for (let k = groups.length - 1; k >= 0; k--) {
    if (k === other) continue
    const test = anyOf(groups[k]!.tests)
    rest = [{ k: "if", test, yes: bodies[k]!, no: rest }]
  }
  return rest
}

/** Control enters at one group, and goes on to those that follow. */
function entered(c: Compiler, groups: readonly Group[], bodies: readonly (readonly Stmt[])[]): void {
  const other = groups.findIndex(({ isDefault }) => isDefault)
  let first: Expr = int(other < 0 ? groups.length : other)
  const tests = groups.flatMap((group, k) => group.tests.map((test) => ({ test, k })))
  for (const { test, k } of tests.toReversed()) first = { k: "if", rep: "i32", test, yes: int(k), no: first }
  const local = new Local("entry", "i32")
  const entry: Expr = { k: "get", rep: "i32", local }
  c.emit({ k: "set", local, value: first })
  for (const [k, yes] of bodies.entries()) c.emit({ k: "if", test: compare("le", entry, int(k)), yes, no: [] })
}

function anyOf(tests: readonly Expr[]): Expr {
  return tests.reduceRight((rest, test) => ({ k: "if", rep: "i32", test, yes: int(1), no: rest }))
}

/** Does nobody come to its end? */
function leaves(body: readonly Stmt[]): boolean {
  const last = body.at(-1)
  return last?.k === "break" || last?.k === "return"
}

function withoutLast(body: readonly Stmt[], exit: Label): readonly Stmt[] {
  const last = body.at(-1)
  return last?.k === "break" && last.to === exit ? body.slice(0, -1) : body
}

/** Cases share one scope, but control may enter behind a declaration: what it declares has no value there. */
function refuseShared(c: Compiler, { cases }: SwitchStatement): void {
  for (const own of cases) {
    const declared = declaredIn(c, own)
    if (declared.size === 0) continue
    const visit = (node: AnyNode): void => {
      const declaration = node.type === "Identifier" ? c.frame.source.declarationOf(node) : undefined
      if (declaration !== undefined && declared.has(declaration)) {
        const { name } = declaration
        c.fail(node, `\`${name}\` may have no value here: another case declares it`, "declare it before the switch")
      }
      eachChild(node, visit)
    }
    for (const other of cases) if (other !== own) eachChild(other, visit)
  }
}

/** What the statements of a case declare by `let` and `const`. */
function declaredIn(c: Compiler, { consequent }: SwitchCase): ReadonlySet<Declaration> {
  const found = new Set<Declaration>()
  const visit = (pattern: AnyNode): void => {
    const declaration = pattern.type === "Identifier" ? c.frame.source.declaredBy(pattern) : undefined
    if (declaration !== undefined) found.add(declaration)
    else eachChild(pattern, visit)
  }
  for (const node of consequent) {
    if (node.type !== "VariableDeclaration" || node.kind === "var") continue
    for (const { id } of node.declarations) visit(id)
  }
  return found
}
