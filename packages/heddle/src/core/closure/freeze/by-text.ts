import type { AnyNode } from "acorn"
import { eachChild, freeVariables } from "../static/index.ts"
import type { Located } from "../static/index.ts"
import { callSite } from "./call-site.ts"
import type { Draft } from "./draft.ts"
import type { Frozen } from "./frozen.ts"
import { ownKeyCount } from "./frozen.ts"

/**
 * Fresh functions that capture nothing, `(x) => x * 2` written in a loop, are known by their text: to inspect each would
 * cost 0.15 ms. Where an error could show the wrong file or line in its stack, the call's place must be the same too.
 */
interface Entry {
  readonly frozen: Frozen
  readonly name: string
  readonly ownKeys: number
}

/** Globals that no program gives another meaning. A text that uses others is only known together with its call site. */
const constantGlobals = new Set(
  (
    "Math Number String Boolean BigInt Symbol Object Array JSON undefined NaN Infinity isNaN isFinite parseInt parseFloat Error TypeError RangeError " +
    "Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array " +
    "ArrayBuffer SharedArrayBuffer DataView Atomics console structuredClone"
  ).split(" "),
)
const maxLength = 4096
const maxEntries = 2048

/** By flags and text; what a text needs beside itself, and its entries by that. */
const texts = new Map<string, { readonly needs: Needs; readonly entries: Map<string, Entry> }>()

type Needs = "nothing" | "file" | "place"

/** What was frozen for a function with this text before, if it is certain that it would come out the same. */
export function frozenByText(fn: Function, flags: number): Frozen | undefined {
  const text = Function.prototype.toString.call(fn)
  if (text.length > maxLength) return undefined
  const known = texts.get(flags + text)
  if (known === undefined) return undefined
  const entry = known.entries.get(context(known.needs))
  if (entry === undefined || entry.name !== fn.name || entry.ownKeys !== ownKeyCount(fn)) return undefined
  return entry.frozen
}

/** Remembers a function that captures nothing for others with its text. */
export function rememberByText(fn: Function, flags: number, draft: Draft, frozen: Frozen): void {
  const { located } = draft
  const text = Function.prototype.toString.call(fn)
  if (
    text.length > maxLength ||
    draft.parameters.length > 0 ||
    draft.variables.length > 0 ||
    !dependsOnTextAlone(located)
  )
    return
  const needs = isQuiet(located) ? "nothing" : isUnique(located, text) ? "file" : "place"
  let known = texts.get(flags + text)
  if (known === undefined) {
    if (texts.size >= maxEntries) texts.delete(texts.keys().next().value!)
    texts.set(flags + text, (known = { needs, entries: new Map() }))
  }
  const { url } = located.analysis.script
  if (known.needs === "file" && callSite()?.url !== url) return
  if (known.entries.size < maxEntries)
    known.entries.set(context(known.needs), { frozen, name: fn.name, ownKeys: ownKeyCount(fn) })
}

function context(needs: Needs): string {
  if (needs === "nothing") return ""
  const site = callSite()
  return (needs === "file" ? site?.url : site?.place) ?? ""
}

function dependsOnTextAlone({ unit }: Located): boolean {
  if (unit.importCalls.length > 0 || (unit.uses.this !== undefined && unit.kind === "arrow")) return false
  return freeVariables(unit).every(({ name, declaration }) => declaration === undefined && constantGlobals.has(name))
}

function isUnique({ analysis: { script } }: Located, text: string): boolean {
  const first = script.source.indexOf(text)
  return first !== -1 && script.source.indexOf(text, first + 1) === -1
}

/** True if nothing in it can throw, so that its file and line never show in a stack. */
function isQuiet({ unit }: Located): boolean {
  let quiet = true
  const visit = (node: AnyNode): void => {
    if (!quiet) return
    if (node.type === "MemberExpression" || node.type === "CallExpression") quiet = isMath(node)
    else if (!quietNodes.has(node.type) || (node.type === "BinaryExpression" && node.operator.startsWith("in")))
      quiet = false
    if (quiet) eachChild(node, visit)
  }
  visit(unit.node)
  return quiet
}

function isMath(node: AnyNode): boolean {
  if (node.type === "CallExpression") return node.callee.type === "MemberExpression" && isMath(node.callee)
  return (
    node.type === "MemberExpression" &&
    !node.computed &&
    node.object.type === "Identifier" &&
    node.object.name === "Math"
  )
}

const quietNodes = new Set(
  (
    "ArrowFunctionExpression FunctionExpression FunctionDeclaration Identifier Literal TemplateLiteral TemplateElement BinaryExpression LogicalExpression " +
    "ConditionalExpression UnaryExpression UpdateExpression AssignmentExpression SequenceExpression ArrayExpression ObjectExpression Property BlockStatement " +
    "ReturnStatement ExpressionStatement VariableDeclaration VariableDeclarator IfStatement ForStatement WhileStatement BreakStatement ContinueStatement " +
    "EmptyStatement AwaitExpression ParenthesizedExpression"
  ).split(" "),
)
