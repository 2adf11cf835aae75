import { UnsendableError } from "../errors/index.ts"
import type { UnsendableRole } from "../errors/index.ts"
import type { ValuePath } from "./graph-types.ts"

/** A step by a property. Its text is made only if a message needs it. */
class PropertyStep implements ValuePath {
  readonly parent: ValuePath
  readonly key: string | symbol
  readonly soft: boolean
  readonly owner: object
  constructor(parent: ValuePath, key: string | symbol, owner: object) {
    this.parent = parent
    this.owner = owner
    this.key = key
    this.soft = parent.soft === true
  }
  get label(): string {
    return propertyLabel(this.key)
  }
}

/** `.name`, `[3]`, `["a b"]` or `[Symbol(x)]`. */
export function propertyLabel(key: string | symbol): string {
  if (typeof key === "symbol") return `[${String(key)}]`
  if (/^\d+$/.test(key)) return `[${key}]`
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}

/** The path of a property of `owner`, the value at `parent`. */
export function propertyPath(parent: ValuePath, key: string | symbol, owner: object): ValuePath {
  return new PropertyStep(parent, key, owner)
}

/** The path of a step that is not a property: `<key 2>`, `.prototype`, ` → helper`. */
export function stepPath(parent: ValuePath, label: string): ValuePath {
  return { parent, label, soft: parent.soft === true }
}

/** The whole path as one text: `args[0].db.conn`. */
export function printPath(at: ValuePath): string {
  let text = ""
  for (let step: ValuePath | undefined = at; step !== undefined; step = step.parent) text = step.label + text
  return text
}

/** What is wrong with the value at a path. */
export interface Refusal {
  /** "a ReadStream, which lives in this thread" */
  readonly what: string
  readonly hint?: string | undefined
  /** The whole sentence, where the value brings its own. */
  readonly message?: string
  readonly cause?: unknown
}

const reasons = new WeakMap<UnsendableError, string>()

/** What the value is that cannot be sent, if that is the reason: "a ReadStream, which lives in this thread". */
export function reasonOf(error: UnsendableError): string | undefined {
  return reasons.get(error)
}

/** "cannot send argument args[0].db.conn to a worker: it is a ReadStream, which lives in this thread" */
export function unsendable(at: ValuePath, role: UnsendableRole, refusal: Refusal): UnsendableError {
  const path = printPath(at)
  let frame = ""
  let captured = false
  for (let step: ValuePath | undefined = at; step !== undefined; step = step.parent) {
    if (step.variable !== undefined) captured = true
    if (frame === "" && step.frame !== undefined) frame = `\n${step.frame()}`
  }
  const shown = captured ? "captured variable" : role
  const subject = path === shown ? `the ${path}` : path.startsWith(shown) ? path : `${shown} ${path}`
  const message = refusal.message ?? `cannot send ${subject} ${direction(shown)}: it is ${refusal.what}`
  const options = { hint: refusal.hint, ...("cause" in refusal ? { cause: refusal.cause } : undefined) }
  const error = new UnsendableError(message + frame, { path, role: shown }, options)
  if (refusal.message === undefined) reasons.set(error, refusal.what)
  return error
}

function direction(role: UnsendableRole): string {
  return role === "result" || role === "error" ? "back from a worker" : "to a worker"
}
