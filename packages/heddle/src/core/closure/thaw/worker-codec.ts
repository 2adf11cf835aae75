import { classKeyOf, functionCodec, registerFunctionCodec } from "../../wire/arrivals.ts"
import type { FunctionCodec } from "../../wire/index.ts"
import { thawing } from "./codec.ts"
import { loadBeside } from "./load-beside.ts"

/** Declares a private field: `#x = 1`, `#x;`, `#x` at the end of a line; not a method `#x() {`. */
const privateField = /[\s;{}]#[\p{ID_Start}$_][\p{ID_Continue}$]*\s*(?:=(?!=)|;|\n|\})/u

/**
 * Teaches the wire how functions arrive. The sender's half, with its parser and inspector, is loaded when a result first
 * asks for it: with an instance of a class that this worker did not get from its sender.
 */
export function registerThawing(): void {
  if (functionCodec() !== undefined) return
  registerFunctionCodec({
    ...thawing,
    encode: (fn, ctx, at) => whole().encode(fn, ctx, at),
    isByReference: (ctor) => whole().isByReference(ctor),
    isPlatform: (fn) => classKeyOf(fn) === undefined && whole().isPlatform?.(fn) === true,
    privateFields(instance) {
      const names = privateNames(instance)
      if (names.length === 0) return undefined
      return whole().privateFields(instance) ?? names.map((name) => ({ name, value: undefined, depth: 0 }))
    },
  })
}

/** The codec of both halves. Registers itself for all later values. */
function whole(): FunctionCodec {
  const both = loadBeside(import.meta.url, "../codec") as { registerClosures(): void }
  both.registerClosures()
  return functionCodec()!
}

/** Private fields that the classes of an instance declare, as far as their texts show. */
function privateNames(instance: object): string[] {
  const names: string[] = []
  for (let at: unknown = instance; at !== null; at = Object.getPrototypeOf(at)) {
    const ctor = Object.getOwnPropertyDescriptor(at, "constructor")?.value
    if (typeof ctor !== "function") continue
    const found = privateField.exec(Function.prototype.toString.call(ctor))
    if (found !== null) names.push(/#[^\s=;}]+/.exec(found[0])![0])
  }
  return names
}
