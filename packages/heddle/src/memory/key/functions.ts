import {
  captureFunction,
  freeVariables,
  isModule,
  isNoise,
  readFunction,
  staticPrivateFields,
  usedMembers,
} from "../../core/closure/index.ts"
import type { FreeVariable, ReadFunction, Reading, Unit } from "../../core/closure/index.ts"
import { UnhashableError } from "../../core/errors/index.ts"
import { isClass, pristineGlobals } from "../../core/wire/index.ts"
import { CanonicalBytes } from "./canonical-bytes.ts"
import { modulesLoadedBy } from "./loaded-modules.ts"
import { packageOf } from "./packages.ts"
import { writeSyntax } from "./syntax.ts"
import type { CanonicalValues } from "./values.ts"

/** What is known of a function for as long as it lives. */
interface Known {
  /** Of its syntax; of a function of a package, where that is. */
  readonly text: string
  readonly variables: readonly Variable[]
  readonly isForeign: boolean
}

/** A name that it takes from around it. */
interface Variable {
  readonly name: string
  /** Of a namespace only these are used. */
  readonly members: ReadonlySet<string> | undefined
  /** No scope around the function has it. */
  readonly isGlobal: boolean
  /** What it is for ever. undefined: it has to be read again. */
  readonly constant: { readonly value: unknown } | undefined
  /** It belongs to a package: what of it cannot be told from another does not count. */
  readonly isForeign?: boolean
}

const known = new WeakMap<Function, Known>()
const none: ReadonlySet<string> = new Set()

/** Writes what a function or class does: its syntax, and what it takes from around it. */
export function writeFunction(
  values: CanonicalValues,
  fn: Function,
  path: string,
  ignore: ReadonlySet<string> = none,
): void {
  const bound = boundOf(fn)
  if (bound !== undefined) {
    values.isFixed = false
    values.bytes.text("bound")
    values.write(bound.target, path)
    values.write(bound.self, `${path} → this`)
    for (const [i, arg] of bound.args.entries()) values.write(arg, `${path} → bound argument ${i}`)
    return
  }
  let read: ReadFunction | undefined
  let about = known.get(fn)
  if (about === undefined) {
    read = readFunction(fn)
    known.set(fn, (about = aboutOf(fn, read, path)))
  }
  values.bytes.text("function").text(about.text)
  for (const { name, members, isGlobal, constant, isForeign } of about.variables) {
    if (ignore.has(name)) continue
    if (name === "require" && isRequire(constant?.value)) continue
    if (isGlobal) {
      writeGlobal(values, name, `${path} → ${name}`)
      continue
    }
    if (constant === undefined || typeof constant.value === "object") values.isFixed = false
    values.bytes.text(name)
    const at = `${path} → ${name}`
    let value = constant?.value
    if (constant === undefined) {
      const reading = (read ??= readFunction(fn)!).read(name)
      if (reading.state !== "value") {
        values.bytes.text(reading.state)
        continue
      }
      value = reading.value
    }
    const inside = within(ignore, name)
    if (isForeign === true) values.attempt(value, at)
    else if (members !== undefined && isNamespace(name, value)) values.members(value, members, at)
    else if (inside.size > 0 && typeof value === "function") writeFunction(values, value, at, inside)
    else values.write(value, at)
  }
  if (about.isForeign) return
  if (isClass(fn)) writeClass(values, fn, path)
  else writeProperties(values, fn, path)
  writePrototype(values, fn, path)
}

/** Of names like `helper.logger` those of what `helper` names. */
function within(ignore: ReadonlySet<string>, name: string): ReadonlySet<string> {
  if (ignore.size === 0) return none
  return new Set([...ignore].flatMap((each) => (each.startsWith(`${name}.`) ? [each.slice(name.length + 1)] : [])))
}

/** CommonJS's: it is where the function is, and what it loads counts by itself. */
function isRequire(value: unknown): boolean {
  return typeof value === "function" && "resolve" in value && "cache" in value && "extensions" in value
}

function boundOf(fn: Function): { target: unknown; self: unknown; args: readonly unknown[] } | undefined {
  if (!fn.name.startsWith("bound ")) return undefined
  const captured = captureFunction(fn, true)
  return captured.kind === "bound" ? captured : undefined
}

function aboutOf(fn: Function, read: ReadFunction | undefined, path: string): Known {
  if (read === undefined) {
    throw new UnhashableError(
      path,
      "a function whose text cannot be read",
      "cache a function that is written in JavaScript",
    )
  }
  const { unit, analysis } = read.located
  const { url } = analysis.script
  const place = packageOf(url)
  if (place !== undefined) {
    const text = `${place}:${unit.start + analysis.shift}`
    return { text, variables: madeWith(read), isForeign: true }
  }
  refuseSurroundings(unit, path)
  const bytes = new CanonicalBytes()
  writeSyntax(bytes, unit.node)
  // Where it is, if it asks for that.
  if (unit.importMeta.length > 0) bytes.text(url)
  for (const module of modulesLoadedBy(unit.node, url)) bytes.text(module)
  const variables = freeVariables(unit)
    .map((variable) => {
      const reading = read.read(variable.name)
      return {
        name: variable.name,
        members: usedMembers(variable),
        isGlobal: reading.state === "absent",
        constant: constantOf(read, reading, variable),
      }
    })
    .filter(({ name, constant }) => constant?.value !== fn && !isNoise(name, constant?.value))
  return {
    text: bytes.digest(),
    variables: variables.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    isForeign: false,
  }
}

/** A function that one of a package has made: what that was given, as far as it can be seen without the package's own state. */
function madeWith(read: ReadFunction): Variable[] {
  const outside = freeVariables(read.located.unit)
  if (outside.every(({ name }) => read.read(name).state !== "value")) return []
  return read.parametersAround().flatMap((name) => {
    const reading = read.read(name)
    if (reading.state !== "value" || reading.value === globalThis) return []
    return [{ name, members: undefined, isGlobal: false, constant: undefined, isForeign: true }]
  })
}

/** What is not among its arguments nor its variables, and changes what it does. */
function refuseSurroundings({ kind, uses }: Unit, path: string): void {
  if (kind !== "arrow") return
  for (const [what, is] of [
    ["this", uses.this],
    ["arguments", uses.arguments],
    ["new.target", uses.newTarget],
  ] as const) {
    if (is === undefined) continue
    const hint = "hand over what it needs as arguments"
    throw new UnhashableError(`${path} → ${what}`, `the \`${what}\` around an arrow function`, hint)
  }
}

function constantOf(
  read: ReadFunction,
  reading: Reading,
  { name, references, written }: FreeVariable,
): { value: unknown } | undefined {
  if (reading.state !== "value" || written || references.some((reference) => read.isReassigned(reference)))
    return undefined
  // Another module may assign what it exports, and then it is another value here.
  return isObject(reading.value) || !read.isImported(name) ? { value: reading.value } : undefined
}

/** A module, or what a tool has made of one: then members that are not used are other people's. */
function isNamespace(name: string, value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false
  return /^__vi(?:te_ssr)?_import_\d+__$/.test(name) || isModule(value)
}

function isObject(value: unknown): boolean {
  return (typeof value === "object" && value !== null) || typeof value === "function"
}

function writeGlobal(values: CanonicalValues, name: string, path: string): void {
  values.bytes.text(name)
  if (pristineGlobals.has(name)) return
  values.isFixed = false
  if (name in globalThis) values.write((globalThis as Record<string, unknown>)[name], path)
  else values.bytes.text("absent")
}

/** What it inherits from, and its static properties as they are now. */
function writeClass(values: CanonicalValues, ctor: Function, path: string): void {
  const parent: unknown = Object.getPrototypeOf(ctor)
  if (parent !== Function.prototype) values.write(parent, `${path} → extends`)
  const names = Object.keys(ctor)
  const fields = staticPrivateFields(ctor)
  if (names.length + fields.length > 0) values.isFixed = false
  values.members(ctor, names, path)
  for (const { name, value } of fields) {
    values.bytes.text(name)
    values.write(value, `${path}.${name}`)
  }
}

/** What has been hung on a function. */
function writeProperties(values: CanonicalValues, fn: Function, path: string): void {
  const names = Object.keys(fn)
  if (names.length === 0) return
  values.isFixed = false
  values.members(fn, names, path)
}

/** What instances have that the text of the function does not say: methods that were assigned, another prototype behind its own. */
function writePrototype(values: CanonicalValues, fn: Function, path: string): void {
  const proto: unknown = (fn as { readonly prototype?: unknown }).prototype
  if (typeof proto !== "object" || proto === null) return
  const names = assignedTo(proto, fn)
  const parent = (Object.getPrototypeOf(fn) as { readonly prototype?: unknown }).prototype
  const behind: unknown = Object.getPrototypeOf(proto)
  const isUsual =
    behind === parent || (behind === Object.prototype && !isClass(fn)) || (parent === undefined && isRoot(behind))
  if (names.length === 0 && isUsual) return
  values.isFixed = false
  values.bytes.text("prototype")
  values.members(proto, names, `${path}.prototype`)
  if (!isUsual) values.write(behind, `${path}.prototype.__proto__`)
}

/** Members of a prototype that are not in the class's text. */
function assignedTo(proto: object, fn: Function): string[] {
  const text = Function.prototype.toString.call(fn)
  return Object.entries(Object.getOwnPropertyDescriptors(proto)).flatMap(([name, { value, enumerable }]) => {
    if (name === "constructor") return []
    const isForeign = typeof value === "function" && !text.includes(Function.prototype.toString.call(value))
    return enumerable === true || isForeign ? [name] : []
  })
}

function isRoot(proto: unknown): boolean {
  return proto === null || proto === Object.prototype
}
