import { inspect, types } from "node:util"
import { isClass } from "./is-class.ts"
import { MessagePort } from "node:worker_threads"
import { ownFiles } from "../errors/index.ts"
import type { UnsendableRole } from "../errors/index.ts"
import { builtinExport } from "./builtin-modules.ts"
import { isIntrinsicView } from "./buffers.ts"
import { constructorOf } from "./cloneable.ts"
import { functionCodec } from "./graph-types.ts"
import type { EncodeOptions } from "./graph-types.ts"
import type { Refusal } from "./value-path.ts"
import { wellKnownPath } from "./well-known.ts"

/** What an object that no row can stand for is, in words; undefined if it can be sent. */
export function refusalOf(value: object, options: EncodeOptions): Refusal | undefined {
  return languageObject(value, options) ?? memory(value) ?? platformObject(value, options)
}

/** What a function is that cannot be sent where functions are not allowed. */
export function functionRefusal(fn: Function, role: UnsendableRole): Refusal {
  const kind = types.isGeneratorFunction(fn) ? "generator function" : isClass(fn) ? "class" : "function"
  const what = fn.name === "" ? `a ${kind}` : `the ${kind} ${fn.name}`
  if (role !== "result" && role !== "error") return { what }
  if (kind === "generator function") return { what, hint: "call it, and stream what it yields with imap" }
  if (kind === "class") return { what, hint: "results are data; return an instance, or what it holds" }
  return { what, hint: "results are data; call it in the worker and return what it gives" }
}

function languageObject(value: object, options: EncodeOptions): Refusal | undefined {
  if (types.isPromise(value)) return { what: "a Promise", hint: "await it first and send what it gives" }
  if (types.isGeneratorObject(value)) {
    const hint =
      options.role === "result"
        ? "use imap: what the generator yields is streamed"
        : "send what it yields ([...generator]), or the generator function"
    return { what: "a running generator", hint }
  }
  if (types.isWeakMap(value)) return { what: "a WeakMap", ...hinted("send a Map of what is needed") }
  if (types.isWeakSet(value)) return { what: "a WeakSet", ...hinted("send a Set of what is needed") }
  if (value instanceof WeakRef) return { what: "a WeakRef", ...hinted("send what it refers to") }
  if (value instanceof FinalizationRegistry) return { what: "a FinalizationRegistry", ...hinted() }
  if (types.isMapIterator(value) || types.isSetIterator(value) || value instanceof Iterator) {
    return { what: "an iterator that is under way", hint: "send an array of what it gives: [...iterator]" }
  }
  if (types.isModuleNamespaceObject(value)) {
    return {
      what: "a module namespace object",
      hint: "import the module at the top of the file, or inside the function",
    }
  }
  if (types.isArgumentsObject(value)) return { what: "an arguments object", hint: "use rest parameters: (...args)" }
  if (types.isExternal(value)) return { what: "a native external" }
  return undefined
}

/** Libraries hold such things, and in a bundle this one cannot be told from the program. */
function hinted(...hints: readonly string[]): { readonly hint?: string } {
  const bundled = "heddle is in the bundle: if it is heddle's own, keep the package out (esbuild: --external:heddle)"
  const all = ownFiles === undefined ? [...hints, bundled] : hints
  return all.length === 0 ? {} : { hint: all.join("; ") }
}

function memory(value: object): Refusal | undefined {
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value
  if (types.isArrayBuffer(buffer) && buffer.detached) {
    return {
      what: buffer === value ? "a detached ArrayBuffer" : "a view of a detached ArrayBuffer",
      hint: "it was transferred already; send a copy the first time, or send it once",
    }
  }
  return undefined
}

/** Classes of the platform whose instances hold only what their own properties show, so that subclasses can be sent. */
const DATA_CLASSES = new Set<unknown>([
  Object,
  Array,
  Map,
  Set,
  Date,
  RegExp,
  ArrayBuffer,
  DataView,
  Object.getPrototypeOf(Uint8Array),
  Buffer,
  Number,
  String,
  Boolean,
  BigInt,
])
const DATA_EXPORTS = new Set(["events"])
/** Classes of the platform that no module exports. */
const HIDDEN = new Set(["Timeout", "Immediate", "FileHandle", "FSWatcher", "StatWatcher", "SessionStore", "Interface"])

function platformObject(value: object, options: EncodeOptions): Refusal | undefined {
  const here = options.role === "result" || options.role === "error" ? "lives in that thread" : "lives in this thread"
  if (value instanceof MessagePort) {
    return options.shared
      ? { what: "a MessagePort", hint: "move it: transfer(port)" }
      : { what: "a MessagePort, which reaches only threads of one process", hint: "use the threads backend" }
  }
  if (types.isKeyObject(value) || types.isCryptoKey(value)) {
    return { what: "a key, which only threads of one process can share", hint: "export it, and send the bytes" }
  }
  for (let proto: unknown = Object.getPrototypeOf(value); proto !== null; proto = Object.getPrototypeOf(proto)) {
    if (types.isProxy(proto)) return { what: "an object whose prototype is a Proxy" }
    const ctor = constructorOf(proto)
    if (ctor === undefined || ctor === Object || DATA_CLASSES.has(ctor) || isIntrinsicView(proto)) continue
    if (ctor === Error) continue
    if (!isPlatformClass(ctor)) continue
    const name = classNames(value, ctor)
    if (ctor === AbortSignal || ctor === AbortController) {
      return { what: name, hint: "pass it as the option `signal`, and read currentTask().signal in the function" }
    }
    return { what: `${name}, which ${here}`, hint: hintFor(ctor.name) }
  }
  return undefined
}

function hintFor(name: string): string {
  if (/^(Timeout|Immediate)$/.test(name)) return "start the timer inside the function"
  if (/^(Readable|Writable|Transform)Stream$|^FileHandle$/.test(name))
    return "move it with transfer(), or open it inside the function"
  return "open it inside the function"
}

/** "a Conn (a Socket)" for a user's subclass, "a ReadStream" for a class of the platform's own. */
function classNames(value: object, ctor: Function): string {
  const own = constructorOf(Object.getPrototypeOf(value)) ?? ctor
  const first = withArticle(wellKnownPath(own)?.join(".") ?? (own.name || "native object"))
  return own === ctor || functionCodec()?.isPlatform?.(own) !== false ? first : `${first} (${withArticle(ctor.name)})`
}

function withArticle(name: string): string {
  return `${/^[AEIOU](?!RL)/i.test(name) && !/^U(RL|int|ni)/.test(name) ? "an" : "a"} ${name}`
}

/** Asked for every instance, so remembered. */
const platformClasses = new WeakMap<Function, boolean>()

function isPlatformClass(ctor: Function): boolean {
  let known = platformClasses.get(ctor)
  if (known === undefined) platformClasses.set(ctor, (known = looksLikePlatform(ctor)))
  return known
}

function looksLikePlatform(ctor: Function): boolean {
  if (wellKnownPath(ctor) !== undefined) return true
  const home = builtinExport(ctor)
  if (home !== undefined) return !DATA_EXPORTS.has(home[0]!)
  if (/\[native code\]\s*\}$/.test(Function.prototype.toString.call(ctor))) return true
  return functionCodec()?.isPlatform?.(ctor) ?? HIDDEN.has(ctor.name)
}

/** A value as text, whatever its getters and inspectors do. */
export function inspectSafely(value: unknown): string {
  try {
    return inspect(value, { depth: 2, breakLength: Infinity })
  } catch {
    try {
      return Object.prototype.toString.call(value)
    } catch {
      return "[a value that cannot be shown]"
    }
  }
}
