import {
  captureFunction,
  freeVariables,
  isModule,
  isNoise,
  readFunction,
  usedMembers,
} from "../../core/closure/index.ts"
import type { FreeVariable, ReadFunction, Reading } from "../../core/closure/index.ts"
import { UnhashableError } from "../../core/errors/index.ts"
import { isClass, pristineGlobals } from "../../core/wire/index.ts"
import { CanonicalBytes } from "./canonical-bytes.ts"
import { packageOf } from "./packages.ts"
import { writeSyntax } from "./syntax.ts"
import type { CanonicalValues } from "./values.ts"

/** What is known of a function for as long as it lives. */
interface Known {
  /** Of its syntax; of a function of a package, where that is. */
  readonly text: string
  readonly variables: readonly Variable[]
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
  for (const { name, members, isGlobal, constant } of about.variables) {
    if (ignore.has(name)) continue
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
    if (members !== undefined && isNamespace(name, value)) values.members(value, members, at)
    else values.write(value, at)
  }
  if (isClass(fn)) writeClass(values, fn, path)
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
  const place = packageOf(analysis.script.url)
  if (place !== undefined) return { text: `${place}:${unit.start + analysis.shift}`, variables: [] }
  if (unit.kind === "arrow" && unit.uses.this !== undefined) {
    throw new UnhashableError(
      `${path} → this`,
      "the `this` around an arrow function",
      "hand over what it needs as arguments",
    )
  }
  const bytes = new CanonicalBytes()
  writeSyntax(bytes, unit.node)
  const variables = freeVariables(unit)
    .filter(({ name }) => name !== "arguments")
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
  return { text: bytes.digest(), variables: variables.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }
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
  if (names.length > 0) values.isFixed = false
  values.members(ctor, names, path)
}
