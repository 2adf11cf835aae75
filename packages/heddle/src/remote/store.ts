import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { isHeard, moment, tell } from "../core/events/index.ts"
import path from "node:path"
import { decode, encodeShared, largeBytes } from "../core/wire/index.ts"

/** A file of spilled values is closed, and its space given back, when none of them is wanted any more. */
const fileBytes = 256 * 2 ** 20

/** Rows of which a value can be made again as it was. */
const plain: ReadonlySet<string> = new Set(["lent", "clone", "arr", "obj"])

/** A file that has no name any more. */
interface SpillFile {
  readonly fd: number
  used: number
  /** Values in it that may be read again. */
  live: number
}

/** Where the bytes of one array are. */
interface Piece {
  readonly node: { m: unknown; own: boolean }
  readonly at: number
  readonly bytes: number
}

/** A value on disk: the table that it is made of again, without its arrays. */
interface Spilled {
  readonly graph: unknown
  readonly file: SpillFile
  readonly pieces: readonly Piece[]
}

/** A value that the store has for a reference. */
class Kept {
  /** What the arrays take, in bytes. */
  readonly bytes: number
  value: unknown
  spilled: Spilled | undefined

  constructor(value: unknown, bytes: number) {
    this.value = value
    this.bytes = bytes
  }
}

/**
 * Values that references stand for, as long as nobody has awaited them here. Those with large arrays are counted; past
 * the limit the ones that were used longest ago go to disk, and come back when they are asked for.
 */
export class Store {
  readonly #limit: number
  /** Whether workers read the arrays where they are. */
  readonly #shares: boolean
  #bytes = 0
  /** How much has been written so far. */
  spilledBytes = 0
  /** In memory, the one used longest ago first. */
  readonly #recent = new Map<WeakRef<Kept>, number>()
  readonly #refs = new WeakMap<Kept, WeakRef<Kept>>()
  #file: SpillFile | undefined
  #hasFailed = false
  /** What is to be forgotten with a value that nobody wants. */
  readonly #collected = new FinalizationRegistry<WeakRef<Kept>>((ref) => this.#forget(ref))
  readonly #unspilled = new FinalizationRegistry<SpillFile>((file) => this.#release(file))

  constructor(limit: number, shares: boolean) {
    this.#limit = limit
    this.#shares = shares
  }

  /** What the arrays of all values in memory take. */
  get bytes(): number {
    return this.#bytes
  }

  /** Keeps a value; gives what loads it. Undefined: it is small, and may be kept anywhere. */
  readonly keep = (value: unknown): (() => unknown) | undefined => {
    if (typeof value !== "object" || value === null) return undefined
    const bytes = largeBytes(value)
    if (bytes === 0) return undefined
    const kept = new Kept(value, bytes)
    const ref = new WeakRef(kept)
    this.#refs.set(kept, ref)
    this.#collected.register(kept, ref)
    this.#use(kept)
    this.#trim(kept)
    return () => this.#load(kept)
  }

  #use(kept: Kept): void {
    const ref = this.#refs.get(kept)!
    if (this.#recent.delete(ref)) this.#bytes -= kept.bytes
    this.#recent.set(ref, kept.bytes)
    this.#bytes += kept.bytes
  }

  #forget(ref: WeakRef<Kept>): void {
    const bytes = this.#recent.get(ref)
    if (bytes === undefined) return
    this.#recent.delete(ref)
    this.#bytes -= bytes
  }

  #load(kept: Kept): unknown {
    if (kept.spilled !== undefined) this.#restore(kept, kept.spilled)
    this.#use(kept)
    const { value } = kept
    this.#trim(kept)
    return value
  }

  /** Writes values until those in memory are within the limit; not the one that is used. */
  #trim(used: Kept): void {
    for (const ref of [...this.#recent.keys()]) {
      if (this.#bytes <= this.#limit) return
      const kept = ref.deref()
      if (kept === used) continue
      if (kept === undefined || this.#spill(kept)) this.#forget(ref)
    }
  }

  /** False: it cannot be written. */
  #spill(kept: Kept): boolean {
    const options = { role: "argument", label: "value", shared: true, functions: true } as const
    const { data } = encodeShared(kept.value, options)
    const { nodes } = data as { readonly nodes: readonly { t: string; m: unknown; own: boolean }[] }
    // What has classes of the user's stays: it would come back with copies of them.
    if (nodes.some(({ t }) => !plain.has(t))) return true
    const file = this.#writable()
    const from = file.used
    try {
      const pieces = nodes
        .filter(({ t }) => t === "lent")
        .map((node) => {
          const bytes = new Uint8Array(node.m as SharedArrayBuffer)
          const at = file.used
          writeAll(file.fd, bytes, at)
          file.used += bytes.length
          return { node, at, bytes: bytes.length }
        })
      for (const { node } of pieces) node.m = undefined
      this.spilledBytes += file.used - from
      file.live++
      kept.spilled = { graph: data, file, pieces }
      kept.value = undefined
      if (isHeard("spill")) tell({ kind: "spill", at: moment(), bytes: file.used - from, label: "values of remote" })
      this.#unspilled.register(kept, file, kept)
      return true
    } catch (error) {
      file.used = from
      if (!this.#hasFailed)
        process.emitWarning(`values could not be written to ${tmpdir()}: ${(error as Error).message}`, "HeddleWarning")
      this.#hasFailed = true
      return false
    }
  }

  #restore(kept: Kept, { graph, file, pieces }: Spilled): void {
    for (const { node, at, bytes } of pieces) {
      const memory = new SharedArrayBuffer(bytes)
      readAll(file.fd, new Uint8Array(memory), at)
      node.m = memory
      // Where memory is not shared arrays are what they were: the reader's own.
      node.own ||= !this.#shares
    }
    kept.value = decode(graph)
    kept.spilled = undefined
    this.#unspilled.unregister(kept)
    this.#release(file)
  }

  #writable(): SpillFile {
    if (this.#file !== undefined && this.#file.used < fileBytes) return this.#file
    const old = this.#file
    this.#file = openSpillFile()
    if (old?.live === 0) closeSync(old.fd)
    return this.#file
  }

  #release(file: SpillFile): void {
    file.live--
    if (file.live > 0) return
    if (file === this.#file) file.used = 0
    else closeSync(file.fd)
  }
}

/** A file without a name: it is gone with this program, however that ends. */
function openSpillFile(): SpillFile {
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-spill-"))
  try {
    return { fd: openSync(path.join(folder, "values"), "wx+", 0o600), used: 0, live: 0 }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function writeAll(fd: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at, bytes.length - at, position + at)
}

function readAll(fd: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length;) {
    const count = readSync(fd, bytes, at, bytes.length - at, position + at)
    if (count === 0) throw new Error("a spilled value is not whole")
    at += count
  }
}
