import { types } from "node:util"

/** Of a large string or array so many places are looked at, and its length. */
const samples = 64

/**
 * A number that tells values apart, the same on both sides: for tasks that are given much and give back little.
 */
export function digest(value: unknown): number {
  const seen = new Map<object, number>()
  let sum = 0x811c9dc5
  const add = (word: number): void => {
    sum = Math.imul(sum ^ (word | 0), 0x01000193)
  }
  const addText = (text: string): void => {
    add(text.length)
    const stride = Math.max(1, Math.floor(text.length / samples))
    for (let i = 0; i < text.length; i += stride) add(text.charCodeAt(i))
    if (text.length > 0) add(text.charCodeAt(text.length - 1))
  }
  const addBytes = (bytes: Uint8Array): void => {
    add(bytes.length)
    const stride = Math.max(1, Math.floor(bytes.length / samples))
    for (let i = 0; i < bytes.length; i += stride) add(bytes[i]!)
  }
  const walk = (part: unknown): void => {
    if (typeof part === "string") return addText(part)
    // Object.is tells 0 from -0, and String does not.
    if (typeof part !== "object" || part === null) return addText(Object.is(part, -0) ? "-0" : String(part))
    const met = seen.get(part)
    if (met !== undefined) return add(met)
    seen.set(part, seen.size)
    addText(Object.prototype.toString.call(part))
    if (ArrayBuffer.isView(part)) return addBytes(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
    if (types.isAnyArrayBuffer(part)) return addBytes(new Uint8Array(part))
    if (types.isDate(part)) return addText(String(part.getTime()))
    if (types.isRegExp(part)) return addText(String(part))
    if (part instanceof Error) return addText(`${part.name} ${part.message}`)
    if (types.isMap(part)) return [...part].flat().forEach(walk)
    if (types.isSet(part)) return part.forEach(walk)
    for (const [key, inner] of Object.entries(part)) {
      addText(key)
      walk(inner)
    }
  }
  walk(value)
  return sum
}
