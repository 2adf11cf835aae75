import { randomBytes } from "node:crypto"
import { closeSync } from "node:fs"
import { OptionError, ownFiles, SharedMemoryError } from "../../core/errors/index.ts"
import { collectedPages, pages } from "../../core/foreign/index.ts"
import { boolean, bytes, knownKeys } from "../../core/options/index.ts"
import { registerHandle } from "../../core/wire/index.ts"
import { program } from "../../core/leftovers/index.ts"
import { createSegment, openSegment, unlinkSegment } from "./segments.ts"

/** How shared memory is made or found. */
export interface SharedMemoryOptions {
  /** Make it. Default: attach to what has the name. */
  readonly create?: boolean | undefined
  /** Bytes, or `"64M"`. Needed to make it. */
  readonly size?: number | string | undefined
  /** Unlink it when this program ends, or by the next one if this one is killed. @default true */
  readonly track?: boolean | undefined
}

interface Mapped {
  readonly buffer: ArrayBuffer
  readonly pointer: bigint
  readonly size: number
}

/**
 * Pages of memory with a name: whoever attaches by the name, in any process (a Python program too), reads and writes the
 * same bytes. Access from several processes needs a lock. It is an argument like any other: what arrives is attached.
 *
 * @example
 * ```ts
 * import { SharedMemory } from "heddle/multiprocessing"
 * using memory = new SharedMemory({ create: true, size: 8 })
 * using again = new SharedMemory(memory.name)
 * new Float64Array(memory.buffer)[0] = 2.5
 * new Float64Array(again.buffer)[0] // => 2.5
 * memory.unlink()
 * ```
 */
export class SharedMemory implements Disposable {
  readonly #name: string
  readonly #size: number
  #mapped: Mapped | undefined

  /**
   * @throws SharedMemoryUnavailableError without koffi and `node:ffi`; SharedMemoryError if the name is taken, or is nobody's;
   * OptionError
   */
  constructor(name: string | undefined, options?: SharedMemoryOptions)
  constructor(options: SharedMemoryOptions)
  constructor(first: string | undefined | SharedMemoryOptions, second: SharedMemoryOptions = {}) {
    const [name, options] = typeof first === "object" ? [undefined, first] : [first, second]
    knownKeys(options, ["create", "size", "track"])
    const create = boolean("create", options.create ?? false)
    this.#name = nameOf(name, create)
    const mapper = pages()
    const segment = create
      ? createSegment(this.#name, sizeOf(options.size), boolean("track", options.track ?? true))
      : openSegment(this.#name)
    try {
      this.#size = segment.size
      const { buffer, pointer } = mapper.map(segment.fd, segment.size)
      this.#mapped = { buffer, pointer, size: segment.size }
      collectedPages.register(buffer, { pointer, size: segment.size }, this)
    } finally {
      closeSync(segment.fd)
    }
  }

  /** The bytes. @throws SharedMemoryError after `close` */
  get buf(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.buffer)
  }

  /** The bytes, for views of other types. @throws SharedMemoryError after `close` */
  get buffer(): ArrayBuffer {
    if (this.#mapped === undefined) throw new SharedMemoryError(`shared memory "${this.#name}" is closed here`)
    return this.#mapped.buffer
  }

  get name(): string {
    return this.#name
  }

  /** Bytes; may be more than was asked for. */
  get size(): number {
    return this.#size
  }

  /** Lets go of the memory here: views of it are empty from now on. A second call does nothing. */
  close(): void {
    const mapped = this.#mapped
    if (mapped === undefined) return
    this.#mapped = undefined
    collectedPages.unregister(this)
    // Detached, so that no view can reach what is not there any more.
    mapped.buffer.transfer()
    pages().unmap(mapped.pointer, mapped.size)
  }

  /** Takes the name away; the memory is freed when all have closed it. @throws SharedMemoryError if nothing has the name */
  unlink(): void {
    unlinkSegment(this.#name)
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

function nameOf(name: string | undefined, create: boolean): string {
  if (name === undefined && create) return `heddle-${program()}-${randomBytes(3).toString("hex")}`
  if (typeof name === "string" && /^[\w.-]{1,200}$/.test(name)) return name
  throw new OptionError("name", "1 to 200 letters, digits, dots, dashes and underscores", name)
}

function sizeOf(size: number | string | undefined): number {
  const count = bytes("size", size)
  if (count > 0) return count
  throw new OptionError("size", "a positive number of bytes", size)
}

registerHandle("heddle.shared-memory", SharedMemory, {
  encode: (memory) => memory.name,
  decode: (name) => new SharedMemory(name as string),
  home: ownFiles === undefined ? undefined : import.meta.url,
})
