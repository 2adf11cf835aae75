import { types } from "node:util"
import { builtinExport } from "./builtin-modules.ts"
import { wellKnownPath } from "./well-known.ts"

/** Absent under `--jitless`, and from the types of a server without the DOM's. */
const wasm = (globalThis as { WebAssembly?: { readonly Module: Function; readonly Memory: Function } }).WebAssembly
const names = new Set(["Blob", "X509Certificate", "BlockList", "SocketAddress"])

/** Immutable objects of the platform that `postMessage` copies between threads, and only between threads. */
export function isPlatformCloneable(value: object): boolean {
  if (types.isKeyObject(value) || types.isCryptoKey(value)) return true
  const ctor = constructorOf(Object.getPrototypeOf(value))
  if (ctor === undefined) return false
  if (ctor === wasm?.Module) return true
  if (ctor === wasm?.Memory) return types.isSharedArrayBuffer((value as { readonly buffer?: unknown }).buffer)
  return names.has(ctor.name) && (wellKnownPath(ctor) ?? builtinExport(ctor)) !== undefined
}

/** The class whose `prototype` this is, read without running a getter. */
export function constructorOf(proto: unknown): Function | undefined {
  if (typeof proto !== "object" || proto === null || types.isProxy(proto)) return undefined
  const ctor: unknown = Object.getOwnPropertyDescriptor(proto, "constructor")?.value
  return typeof ctor === "function" && ctor.prototype === proto ? ctor : undefined
}

/** Object.prototype or Array.prototype of another realm: a vm context, as test runners use them. */
export function isForeignPlain(proto: unknown, name: "Object" | "Array"): boolean {
  if (proto === null || proto === Object.prototype || proto === Array.prototype) return false
  const ctor = constructorOf(proto)
  if (ctor === undefined || ctor.name !== name || (globalThis as Record<string, unknown>)[name] === ctor) return false
  const parent: unknown = Object.getPrototypeOf(proto)
  if (name === "Object" ? parent !== null : !isForeignPlain(parent, "Object")) return false
  return /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(ctor))
}
