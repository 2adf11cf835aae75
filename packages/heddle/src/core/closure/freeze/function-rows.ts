import { types } from "node:util"
import type { GraphEncoder, GraphNode, NodeRef, Properties, ValuePath } from "../../wire/index.ts"
import { addKnownClass, copying, giveClassKey } from "../../wire/index.ts"
import { classNoteOf, functionsOf } from "../capture/index.ts"
import type { MetaRow, ValueRow } from "../thaw/index.ts"
import { freeVariables, misuseOfVariable } from "../static/index.ts"
import type { FreeVariable, Misuse } from "../static/index.ts"
import { bindingId } from "./bindings.ts"
import { classParts } from "./class-parts.ts"
import { draftsOf } from "./draft.ts"
import type { Draft } from "./draft.ts"
import { lookInto } from "./function-record.ts"
import { isClassText, keyOfHome } from "./home.ts"
import { loadOf } from "./loads.ts"
import type { Look } from "./function-record.ts"
import { ownThis } from "./own-this.ts"
import { staticPrivateFields } from "./privates.ts"
import { partPath } from "./site.ts"
import type { Site } from "./site.ts"
import { checkSurroundings, isInItsObject, noSourceError, unreadableError } from "./surroundings.ts"
import { thisEdits } from "./this-edits.ts"
import { encodeVariable, GLOBAL } from "./variables.ts"

/** The root of a table that is one task, see `freeze`. */
export const taskLabel = "<task>"
/** Set in a table's memo where the task may assign captured variables. */
export const allowCopyWrites: unique symbol = Symbol("allowCopyWrites")
/** Set in a table's memo once something in it may be different next time though the function is the same. */
export const volatile: unique symbol = Symbol("volatile")

/** The row of a function or class: by reference where a worker can import it, else by value with all that it captures. */
export function encodeFunction(fn: Function, ctx: GraphEncoder, at: ValuePath): GraphNode | NodeRef {
  const look = lookInto(fn)
  if (look.kind === "bound") {
    const part = (label: string): ValuePath => ({ parent: at, label, soft: at.soft === true })
    return {
      t: "bound",
      fn: ctx.encode(look.target, part("<bound function>")),
      self: ctx.encode(look.self, part("<bound this>")),
      args: look.args.map((arg, i) => ctx.encode(arg, part(`<bound argument ${i + 1}>`))),
    }
  }
  if (look.kind === "unknown") throw unreadableError(at, fn)
  if (look.kind === "native") return unsendableNative(fn, ctx, at)
  const { record } = look
  if (record.script.url.startsWith("node:")) return unsendableNative(fn, ctx, at)
  if (record.home !== undefined) {
    if (isClassText(fn)) addKnownClass(keyOfHome(record.home), fn)
    return record.home
  }
  if (record.located === undefined) throw noSourceError(at, fn, record.script.url)
  const isTask = at.parent === undefined && at.label === taskLabel
  const site: Site = { ctx, at, fn, script: record.script, located: record.located, isTask }
  checkSurroundings(site, record, ctx.memo.has(allowCopyWrites))
  return encodeByValue(site, look)
}

function unsendableNative(fn: Function, ctx: GraphEncoder, at: ValuePath): NodeRef {
  const name = fn.name === "" ? "" : ` ${fn.name}`
  return ctx.unsendable(at, `the native function${name}`, "name it through its module or global inside the function")
}

type FunctionLook = Extract<Look, { kind: "function" }>

function encodeByValue(site: Site, look: FunctionLook): ValueRow {
  const { ctx, at, fn, script, located } = site
  const { unit } = located
  const isClass = unit.kind === "class"
  const row: ValueRow = { t: "fn:value", code: "", args: [], name: fn.name, ...(isClass && { key: giveClassKey(fn) }) }
  const drafts = draftsOf(ctx)
  const draft: Draft = { id: ctx.nodes.length - 1, fn, row, located, variables: [], parameters: [], edits: [] }
  drafts.push(draft)
  try {
    const defining = new Set<string>()
    const free = [...freeVariables(unit)]
    if (isClass) {
      const parts = classParts(site)
      draft.edits.push(...parts.edits)
      draft.parameters.push(...parts.parameters)
      for (const variable of parts.variables) {
        if (!free.some(({ name }) => name === variable.name)) free.push(variable)
        defining.add(variable.name)
      }
    }
    if (unit.importMeta.length > 0) addImportMeta(draft, ctx, script.url)
    if (unit.property?.computed && !isClass) draft.edits.push({ ...unit.property.key, text: '"m"' })
    if (unit.uses.super !== undefined && isInItsObject(site))
      draft.parameters.push({
        name: "$$home",
        value: ctx.encode(Object.getPrototypeOf(at.owner), partPath(site, ".__proto__")),
      })
    const around =
      unit.kind === "arrow" && unit.uses.this !== undefined ? (look.record.lexicalThis?.() ?? ownThis(site)) : undefined
    if (around !== undefined) {
      draft.edits.push(...thisEdits(unit.node))
      // Only what its methods name is used of it: soft.
      const self: ValuePath = {
        parent: site.isTask ? undefined : site.at,
        label: site.isTask ? "this" : " → this",
        variable: "this",
        soft: true,
      }
      draft.parameters.push({ name: "$$this", value: ctx.encode(around, self) })
      ctx.memo.set(volatile, true)
    }
    for (const variable of free) addVariable(site, draft, variable, look, defining.has(variable.name))
    Object.assign(row, isClass ? classProperties(site) : functionProperties(site))
  } catch (error) {
    drafts.splice(drafts.indexOf(draft), 1)
    throw error
  }
  return row
}

function addImportMeta(draft: Draft, ctx: GraphEncoder, url: string): void {
  const ref = ctx.reserve()
  const row: MetaRow = { t: "fn:meta", url }
  ctx.set(ref, row)
  draft.parameters.push({ name: "$importMeta", value: ref })
  // As long as what it replaces, so that columns in stacks stay.
  for (const { start, end } of draft.located.unit.importMeta) draft.edits.push({ start, end, text: "$importMeta" })
}

function addVariable(
  site: Site,
  draft: Draft,
  variable: FreeVariable,
  look: FunctionLook,
  inDefinition: boolean,
): void {
  if (variable.name === "arguments" || draft.parameters.some(({ name }) => name === variable.name)) return
  const reading = look.read(variable.name)
  if (!look.record.settled.has(variable.name)) site.ctx.memo.set(volatile, true)
  if (isOwnName(site, variable) && reading.state === "value" && reading.value === site.fn) return
  const misuse = (): Misuse | undefined =>
    inDefinition
      ? { what: "is used while its class is defined", node: variable.references[0]!.node }
      : misuseOfVariable(site.located, variable)
  const before = { ...copying }
  const value = encodeVariable(site, variable, reading, () => misuse() === undefined)
  if (value === GLOBAL) return
  const mutable = variable.written || variable.declaration === undefined || variable.declaration.writes > 0
  const binding = mutable && !inDefinition ? bindingId(site, variable, reading) : undefined
  const load = reading.state === "value" ? loadOf(reading.value, before, misuse) : undefined
  draft.variables.push({ free: variable, value, binding, inDefinition, load })
}

/** A declared function that calls itself: as an expression it has its name inside itself. */
function isOwnName({ located: { unit } }: Site, { name, written }: FreeVariable): boolean {
  return unit.node.type === "FunctionDeclaration" && unit.node.id?.name === name && !written
}

const functionKeys = new Set<string | symbol>(["length", "name", "prototype", "arguments", "caller"])

function functionProperties(site: Site): Partial<ValueRow> {
  const { ctx, fn, at } = site
  const own = ctx.properties(fn, at, functionKeys)
  const prototype: unknown = (fn as { prototype?: unknown }).prototype
  const parent: unknown = Object.getPrototypeOf(fn)
  const part: { -readonly [K in keyof ValueRow]?: ValueRow[K] } = {}
  if (!isEmpty(own)) part.own = own
  if (isUserFunction(parent) && !types.isAsyncFunction(fn) && !types.isGeneratorFunction(fn))
    part.parent = ctx.encode(parent, partPath(site, "<parent>"))
  if (typeof prototype === "object" && prototype !== null && Object.hasOwn(fn, "prototype")) {
    const members = ctx.properties(prototype, partPath(site, ".prototype"), new Set(["constructor"]))
    if (!isEmpty(members)) part.members = members
    const inherits: unknown = Object.getPrototypeOf(prototype)
    if (!types.isGeneratorFunction(fn) && inherits !== Object.prototype && constructorName(inherits) !== "Object")
      part.inherits = ctx.encode(inherits, partPath(site, ".prototype.__proto__"))
  }
  return part
}

/** True for a function that another one inherits from by `Object.setPrototypeOf`. */
function isUserFunction(parent: unknown): boolean {
  return (
    typeof parent === "function" &&
    constructorName(parent) !== parent.name &&
    !/\[native code\]/.test(Function.prototype.toString.call(parent))
  )
}

function constructorName(proto: unknown): string | undefined {
  return (proto as { constructor?: { name?: string } } | null)?.constructor?.name
}

/** What a class has beyond its text: static properties as they are now, members that were added or replaced later. */
function classProperties(site: Site): Partial<ValueRow> {
  const { ctx, fn, at } = site
  const noted = classNoteOf(fn)?.members
  const texts = noted === undefined ? memberTexts(site) : undefined
  const isOfText = (each: Function): boolean => noted?.has(each) ?? texts!.has(Function.prototype.toString.call(each))
  const unchanged = (holder: object): Set<string | symbol> => {
    const isFromText = (key: string | symbol): boolean => {
      const functions = functionsOf(holder, key)
      return functions.length > 0 && functions.every(isOfText)
    }
    return new Set(Reflect.ownKeys(holder).filter(isFromText))
  }
  const own = ctx.properties(fn, at, unchanged(fn).union(functionKeys))
  const members = ctx.properties(
    fn.prototype as object,
    partPath(site, ".prototype"),
    unchanged(fn.prototype as object).add("constructor"),
  )
  const privates = staticPrivateFields(fn).map(
    ({ name, value }) => [name, ctx.encode(value, partPath(site, `.${name}`))] as const,
  )
  return {
    ...(isEmpty(own) ? undefined : { own }),
    ...(isEmpty(members) ? undefined : { members }),
    ...(privates.length === 0 ? undefined : { privates }),
  }
}

function memberTexts({ located: { unit, analysis } }: Site): ReadonlySet<string> {
  const { source } = analysis.script
  const texts = new Set<string>()
  for (const each of analysis.units)
    if (each.parent === unit && each.property !== undefined)
      texts.add(source.slice(each.start + analysis.shift, each.end + analysis.shift))
  return texts
}

function isEmpty({ k, x, lock }: Properties): boolean {
  return k.length === 0 && x === undefined && lock === undefined
}
