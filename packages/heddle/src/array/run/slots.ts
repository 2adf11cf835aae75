import { closeSync, openSync, rmSync } from "node:fs"
import path from "node:path"
import { spillFolder } from "../../core/budget/index.ts"
import { float32, float64, int32, int64, roomFor, uint8 } from "../../core/heap/index.ts"
import type { HeapHandle } from "../../core/heap/index.ts"
import { ownIdentity, sweepFolder } from "../../core/leftovers/index.ts"
import { arrayOf } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import { createNpy } from "../npy/index.ts"
import type { Slot } from "../plan/index.ts"
import { sizeOf } from "../shape/index.ts"

const makers: Readonly<Record<DType, (length: number) => Elements & HeapHandle>> = {
  float64,
  float32,
  int64: int64 as never,
  int32,
  uint8,
  bool: uint8,
}

/** Memory on the heap for elements. */
export function allocate(dtype: DType, length: number): Elements & HeapHandle {
  return makers[dtype](length)
}

const prefix = "heddle-array-"
let files = 0

/** Files of one computation, for what has no place in memory. They are gone when it is over, and when the program ends in any way. */
export class SpillFiles implements Disposable {
  readonly #open: { fd: number; path: string }[] = []
  readonly #planned = new Map<number, string>()

  /** The path of a node's file, which need not be there yet. */
  pathOf(node: number): string {
    let name = this.#planned.get(node)
    if (name === undefined) {
      const folder = spillFolder()
      if (files === 0) sweepFolder(folder, prefix, (entry) => rmSync(path.join(folder, entry)))
      name = path.join(folder, `${prefix}${ownIdentity()}-${++files}.npy`)
      this.#planned.set(node, name)
    }
    return name
  }

  /** Makes a file of the whole size. Other threads open it by the path that comes back. */
  create(slot: Slot): void {
    const own = slot.file!
    createNpy(own, slot.shape, slot.dtype).close()
    const fd = openSync(own, "r+")
    this.#open.push({ fd, path: own })
    // Its name goes at once, so that nothing is left behind whatever happens; threads reach it by its number.
    if (process.platform !== "linux") return
    rmSync(own)
    this.#names.set(own, `/proc/self/fd/${fd}`)
  }

  readonly #names = new Map<string, string>()

  /** What a thread opens. */
  nameOf(own: string): string {
    return this.#names.get(own) ?? own
  }

  [Symbol.dispose](): void {
    for (const { fd, path: own } of this.#open) {
      closeSync(fd)
      if (!this.#names.has(own)) rmSync(own, { force: true })
    }
  }
}

/** Memory, or a file, for what a stage makes. */
export function make(slot: Slot, spill: SpillFiles): void {
  if (slot.file !== undefined) return spill.create(slot)
  const size = sizeOf(slot.shape)
  // What is not known yet is made when it is.
  if (Number.isNaN(size)) return
  // Tiles write all of it, and `free` gives it back.
  slot.data ??= slot.isKept ? allocate(slot.dtype, size) : room(slot.dtype, size)
}

/** The same, of whatever lies there. */
function room(dtype: DType, length: number): Elements & HeapHandle {
  return roomFor(arrayOf(dtype, 0)[Symbol.toStringTag], length) as Elements & HeapHandle
}

/** A slot has the memory of another one, which must not be freed then. */
export function takeRoom(slot: Slot, from: Slot): void {
  slot.data = from.data
}

/** Nobody reads it any more. */
export function free(slot: Slot): void {
  if (slot.isKept) return
  slot.data?.dispose()
  slot.data = undefined
}
