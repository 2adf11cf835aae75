import { types } from "node:util"
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads"
import { decode, encode } from "../../src/core/wire/index.ts"
import type { Encoded, EncodeOptions } from "../../src/core/wire/index.ts"

export const argument: EncodeOptions = { role: "argument", label: "args[0]", shared: true, functions: true }
export const result: EncodeOptions = { role: "result", label: "result", shared: true, functions: false }

const { port1, port2 } = new MessageChannel()

/** What the other side gets: encoded, posted, decoded. */
export function cross<T>(value: T, options: EncodeOptions = argument): T {
  return arrive(encode(value, options)) as T
}

export function arrive({ data, graph, transfer }: Encoded): unknown {
  port1.postMessage(data, transfer as ArrayBuffer[])
  const { message } = receiveMessageOnPort(port2) as { message: unknown }
  return graph ? decode(message) : message
}

/**
 * Throws unless two values are the same in every respect that can be seen: kinds, prototypes, order, attributes of
 * properties, locks, bytes, and which parts are one and the same object.
 */
export function assertSame(actual: unknown, expected: unknown): void {
  new Comparison().value(actual, expected, "value")
}

class Comparison {
  readonly #pairs = new Map<unknown, unknown>()
  readonly #back = new Map<unknown, unknown>()

  value(a: unknown, b: unknown, path: string): void {
    if (typeof b === "symbol" && typeof a === "symbol") return this.#pair(a, b, path, () => this.#symbol(a, b, path))
    if (typeof b !== "object" || b === null || typeof a !== "object" || a === null) {
      if (!Object.is(a, b)) throw new Error(`${path}: ${String(a)} instead of ${String(b)}`)
      return
    }
    this.#pair(a, b, path, () => this.#object(a, b, path))
  }

  #pair(a: unknown, b: unknown, path: string, compare: () => void): void {
    if (this.#pairs.has(b) || this.#back.has(a)) {
      if (this.#pairs.get(b) !== a || this.#back.get(a) !== b) throw new Error(`${path}: another identity`)
      return
    }
    this.#pairs.set(b, a)
    this.#back.set(a, b)
    compare()
  }

  #symbol(a: symbol, b: symbol, path: string): void {
    if (a.description !== b.description || Symbol.keyFor(a) !== Symbol.keyFor(b)) throw new Error(`${path}: symbol`)
  }

  #object(a: object, b: object, path: string): void {
    if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) throw new Error(`${path}: prototype`)
    if (Object.isFrozen(a) !== Object.isFrozen(b) || Object.isExtensible(a) !== Object.isExtensible(b)) {
      throw new Error(`${path}: lock`)
    }
    if (types.isDate(b)) return this.value((a as Date).getTime(), b.getTime(), `${path}.time`)
    if (types.isRegExp(b)) this.value((a as RegExp).toString(), b.toString(), `${path}.regexp`)
    if (types.isMap(b)) {
      return this.#list([...(a as typeof b)].flat(), [...b].flat(), path)
    }
    if (types.isSet(b)) return this.#list([...(a as typeof b)], [...b], path)
    if (types.isSharedArrayBuffer(b)) return
    if (types.isArrayBuffer(b)) return this.#bytes(new Uint8Array(a as ArrayBuffer), new Uint8Array(b), path)
    if (ArrayBuffer.isView(b)) return this.#view(a as ArrayBufferView, b, path)
    this.#properties(a, b, path)
  }

  #view(a: ArrayBufferView, b: ArrayBufferView, path: string): void {
    if (a.byteLength !== b.byteLength) throw new Error(`${path}: length ${a.byteLength} instead of ${b.byteLength}`)
    this.#bytes(bytesOf(a), bytesOf(b), path)
  }

  #bytes(a: Uint8Array, b: Uint8Array, path: string): void {
    if (Buffer.compare(a, b) !== 0) throw new Error(`${path}: bytes`)
  }

  #list(a: readonly unknown[], b: readonly unknown[], path: string): void {
    if (a.length !== b.length) throw new Error(`${path}: ${a.length} items instead of ${b.length}`)
    for (let i = 0; i < b.length; i++) this.value(a[i], b[i], `${path}<${i}>`)
  }

  #properties(a: object, b: object, path: string): void {
    const [keys, expected] = [Reflect.ownKeys(a), Reflect.ownKeys(b)]
    this.#list(keys, expected, `${path} keys`)
    for (const [i, key] of expected.entries()) {
      const left = Object.getOwnPropertyDescriptor(a, keys[i]!)!
      const right = Object.getOwnPropertyDescriptor(b, key)!
      for (const attribute of ["enumerable", "configurable", "writable"] as const) {
        if (left[attribute] !== right[attribute]) throw new Error(`${path}.${String(key)}: ${attribute}`)
      }
      this.value(left.value, right.value, `${path}.${String(key)}`)
    }
  }
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}
