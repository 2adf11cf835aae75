import type { MethodDefinition, PropertyDefinition } from "acorn"
import type { NodeRef } from "../../wire/index.ts"
import { classNoteOf, functionsOf } from "../capture/index.ts"
import { freeVariablesAmong, isClass } from "../static/index.ts"
import type { ClassNode, FreeVariable } from "../static/index.ts"
import type { Edit } from "./edits.ts"
import type { Parameter } from "./draft.ts"
import { hasInstancePrivates, privateFieldNames } from "./privates.ts"
import { closureError, partPath } from "./site.ts"
import type { Site } from "./site.ts"

/** How a class's text is changed so that defining it again runs nothing of the program's. */
export interface ClassParts {
  readonly edits: readonly Edit[]
  readonly parameters: readonly Parameter[]
  /** Variables that its definition needs (in computed keys of fields), to be added to those it captures. */
  readonly variables: readonly FreeVariable[]
}

/**
 * The superclass becomes a parameter, computed keys become parameters, static initialisers and blocks go (static
 * properties are sent as they are now). If instances have private names, constructors and field initialisers are made to
 * do nothing while an instance is revived.
 */
export function classParts(site: Site): ClassParts {
  const node = site.located.unit.node as ClassNode
  const edits: Edit[] = []
  const parameters: Parameter[] = []
  const variables: FreeVariable[] = []
  if (node.superClass) {
    edits.push({ start: node.superClass.start, end: node.superClass.end, text: "$$super" })
    parameters.push({ name: "$$super", value: encodeSuper(site) })
  }
  for (const member of node.body.body) {
    if (member.type === "StaticBlock") {
      edits.push({ start: member.body[0]?.start ?? member.end - 1, end: member.end - 1, text: "" })
      continue
    }
    if (member.computed) takeKey(site, member, edits, parameters, variables)
    if (member.type === "PropertyDefinition" && member.static && member.value)
      edits.push({ start: member.value.start, end: member.value.end, text: "void 0" })
  }
  if (hasInstancePrivates(site.fn)) {
    parameters.push({ name: "$$revive", value: addReviver(site) })
    edits.push(...reviveEdits(node))
  } else if (privateFieldNames(site.fn, true).length > 0) {
    parameters.push({ name: "$$revive", value: addReviver(site) })
    edits.push(registration(node))
  }
  return { edits, parameters, variables }
}

function encodeSuper(site: Site): NodeRef {
  const parent: unknown = Object.getPrototypeOf(site.fn)
  const isNull = parent === Function.prototype && Object.getPrototypeOf(site.fn.prototype) === null
  return site.ctx.encode(isNull ? null : parent, partPath(site, ` extends ${(parent as Function).name}`))
}

function addReviver(site: Site): NodeRef {
  const key = "fn:reviver"
  let ref = site.ctx.memo.get(key) as readonly [number] | undefined
  if (ref === undefined) {
    ref = site.ctx.reserve()
    site.ctx.set(ref, { t: "fn:reviver" })
    site.ctx.memo.set(key, ref)
  }
  return ref
}

/**
 * V8 does not keep variables that only a key uses. The key of a method is found by looking for the method; that of a
 * field needs its variables.
 */
function takeKey(
  site: Site,
  member: MethodDefinition | PropertyDefinition,
  edits: Edit[],
  parameters: Parameter[],
  variables: FreeVariable[],
): void {
  const { unit, analysis } = site.located
  const { key } = member
  if (key.type === "Literal") return
  const inside = unit.definition.filter(({ node }) => node.start >= key.start && node.end <= key.end)
  const free = freeVariablesAmong(unit, inside).filter(
    ({ declaration }) => declaration !== undefined || analysis.partial,
  )
  if (free.length === 0) return
  // A class of a rewritten file still has the variables; its methods' texts are not those of the file.
  if (member.type === "PropertyDefinition" || classNoteOf(site.fn) !== undefined) {
    variables.push(...free)
    return
  }
  const live = liveKey(site, member)
  if (live === undefined)
    throw closureError(site, "the name of this method is computed and cannot be found any more", key)
  const name = `$$key${parameters.length}`
  edits.push({ start: key.start, end: key.end, text: name })
  parameters.push({ name, value: site.ctx.encode(live, partPath(site, "<key>")) })
}

function liveKey({ fn, located: { unit, analysis } }: Site, member: MethodDefinition): string | symbol | undefined {
  const method = analysis.units.find((each) => each.property === member)!
  const text = analysis.script.source.slice(method.start + analysis.shift, method.end + analysis.shift)
  const holder: object = member.static ? fn : (fn.prototype as object)
  if (!isClass(unit.node)) return undefined
  return Reflect.ownKeys(holder).find((key) =>
    functionsOf(holder, key).some((each) => Function.prototype.toString.call(each) === text),
  )
}

/** While `$$revive.on`, `new C()` only makes the object and its private names. */
function reviveEdits(node: ClassNode): Edit[] {
  const edits: Edit[] = [registration(node)]
  for (const member of node.body.body) {
    if (member.type === "PropertyDefinition" && !member.static && member.value && !isHarmless(member.value.type)) {
      edits.push({ start: member.value.start, end: member.value.start, text: "$$revive.on?void 0:(" })
      edits.push({ start: member.value.end, end: member.value.end, text: ")" })
    }
    if (member.type === "MethodDefinition" && member.kind === "constructor") {
      const start = member.value.body.start + 1
      edits.push({
        start,
        end: start,
        text: node.superClass ? "if($$revive.on){super();return}" : "if($$revive.on)return;",
      })
    }
  }
  return edits
}

/** Lets the reviver set the private fields of an instance, and of the class itself. */
function registration(node: ClassNode): Edit {
  const names = new Set<string>()
  for (const member of node.body.body)
    if (member.type === "PropertyDefinition" && member.key.type === "PrivateIdentifier") names.add(member.key.name)
  const cases = Array.from(names, (name) => `case"#${name}":o.#${name}=v;break;`).join("")
  const at = node.body.end - 1
  return { start: at, end: at, text: `;static{$$revive.register(this,(o,n,v)=>{switch(n){${cases}}})}` }
}

/** Evaluating it does nothing but make a value; wrapping would cost a function its name. */
function isHarmless(type: string): boolean {
  return type === "Literal" || type === "ArrowFunctionExpression" || type === "FunctionExpression"
}
