import { deaths, isAlive, thisAgent } from "../task/index.ts"
import { HeapExhaustedError } from "../errors/index.ts"
import { Blocks, cleanOf, nothing, setClean, unitsFor } from "./blocks.ts"
import { Block, Head, mostUnits, page, slots, unit, unitWords, version } from "./layout.ts"
import { megabytes } from "./megabytes.ts"
import { bitsOf, grow, madeMemory } from "./made.ts"
import type { AddressBits } from "./made.ts"
import { Pages } from "./pages.ts"
import type { WasmMemory } from "./webassembly.ts"

/** The heap grows by a quarter, and at least by so many pages. */
const leastGrowth = 64
/** A thread that waits for the lock looks this often, in ms, whether its owner is still alive. */
const lookEvery = 20

/** What lies where in the heap. */
export interface Allocated {
  /** Of its first byte. */
  readonly address: number
  /** From this address up to that one all bytes are 0. */
  readonly cleanFrom: number
  readonly cleanTo: number
}

/** The one memory that kernels see, and who holds which part of it. All threads of the program have the same. */
export class Heap {
  readonly memory: WasmMemory
  /** Of its addresses. */
  readonly bits: AddressBits
  readonly #blocks: Blocks
  /** Which of the threads that may hold blocks this one is. */
  readonly #slot: number
  readonly #pages: Pages
  readonly #own = new WeakSet<object>()
  #buffer: SharedArrayBuffer
  #words: Int32Array<SharedArrayBuffer>

  constructor(memory: WasmMemory) {
    this.memory = memory
    this.bits = bitsOf(memory)
    this.#pages = new Pages(memory)
    this.#buffer = memory.buffer
    this.#own.add(this.#buffer)
    this.#words = new Int32Array(this.#buffer)
    this.#blocks = new Blocks(() => this.#words, page / unit)
    if (Atomics.compareExchange(this.#words, Head.end, 0, page / unit) === 0) {
      Atomics.store(this.#words, Head.version, version)
    }
    this.#slot = this.#enlist()
  }

  /** The memory, as long as it is now. */
  get buffer(): SharedArrayBuffer {
    return this.#buffer
  }

  /** Is it the heap's memory, as this thread has seen it? */
  owns(buffer: ArrayBufferLike): boolean {
    return this.#own.has(buffer)
  }

  /** Makes sure that this thread sees the memory up to an address: another thread may have made it longer. */
  reach(end: number): void {
    if (end <= this.#buffer.byteLength) return
    grow(this.memory, this.bits, 0)
    this.#buffer = this.memory.buffer
    this.#own.add(this.#buffer)
    this.#words = new Int32Array(this.#buffer)
  }

  /**
   * A block of so many bytes, which this thread holds.
   *
   * @throws HeapExhaustedError with a table of what is there
   */
  allocate(bytes: number): Allocated {
    const units = unitsFor(bytes)
    this.#sweep()
    this.#lock()
    try {
      if (units > mostUnits) throw this.#exhausted(bytes)
      let block = this.#blocks.take(units)
      if (block === 0) {
        this.#grow(this.#blocks.missing(units) * unit, bytes)
        block = this.#blocks.extend(units)
      }
      this.#take(block)
      const { from, to } = cleanOf(this.#words, block)
      return { address: (block + 1) * unit, cleanFrom: from * unit, cleanTo: to * unit }
    } finally {
      this.#unlock()
      this.#pages.allowHuge(this.#buffer.byteLength)
    }
  }

  /** A block that is in no list is this thread's. */
  #take(block: number): void {
    const at = block * unitWords
    this.#words[at + Block.holders] = 1
    this.#words.fill(0, at + Block.bits, at + Block.bits + slots / 32)
    this.#mark(at)
    this.#words[Head.used]! += this.#words[at + Block.size]!
  }

  #grow(end: number, asked: number): void {
    this.reach(end)
    const length = this.#buffer.byteLength
    if (end <= length) return
    const missing = Math.ceil((end - length) / page)
    const generous = Math.max(missing, leastGrowth, Math.ceil(length / page / 4))
    for (const pages of [generous, missing]) {
      try {
        grow(this.memory, this.bits, pages)
        return this.reach(end)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
      }
    }
    throw this.#exhausted(asked)
  }

  #exhausted(asked: number): HeapExhaustedError {
    return new HeapExhaustedError(asked, `the heap has no room for ${megabytes(asked)} more\n${this.#counts()}`)
  }

  /** What a block's data begins at, as words of the block. */
  #at(address: number): number {
    return (address / unit - 1) * unitWords
  }

  #mark(at: number): void {
    Atomics.or(this.#words, at + Block.bits + (this.#slot >> 5), 1 << (this.#slot & 31))
  }

  /** This thread holds a block that a thread or a message holds already. */
  hold(address: number): void {
    this.reach(address)
    const at = this.#at(address)
    Atomics.add(this.#words, at + Block.holders, 1)
    this.#mark(at)
  }

  /** This thread does not hold the block any more. Once nobody does, it is free. `isUsedSoon`: its pages are kept. */
  release(address: number, isUsedSoon = false): void {
    const at = this.#at(address)
    Atomics.and(this.#words, at + Block.bits + (this.#slot >> 5), ~(1 << (this.#slot & 31)))
    this.drop(address, isUsedSoon)
  }

  /** A message holds the block: it is on its way to another thread. */
  send(address: number): void {
    Atomics.add(this.#words, this.#at(address) + Block.holders, 1)
  }

  /** What a message held, this thread holds. */
  receive(address: number): void {
    this.reach(address)
    this.#mark(this.#at(address))
  }

  /** A message, or what else held it, does not hold the block any more. */
  drop(address: number, isUsedSoon = false): void {
    const at = this.#at(address)
    if (Atomics.sub(this.#words, at + Block.holders, 1) !== 1) return
    const size = this.#words[at + Block.size]!
    const canary = this.#words[Head.canary]!
    if (canary !== 0) this.#words.fill(canary, at + unitWords, at + size * unitWords)
    let block = address / unit - 1
    this.#lock()
    try {
      this.#words[Head.used]! -= size
      setClean(this.#words, block, nothing)
      block = this.#blocks.join(block)
      if (isUsedSoon || !this.#isWorthGivingBack(block)) return this.#blocks.give(block)
      // Until its pages are gone it is this thread's.
      this.#take(block)
    } finally {
      this.#unlock()
    }
    this.#giveBack(block)
  }

  #isWorthGivingBack(block: number): boolean {
    const { from, to } = cleanOf(this.#words, block)
    const dirty = (this.#words[block * unitWords + Block.size]! - 1 - (to - from)) * unit
    return dirty >= (this.#words[Head.givenBackFrom]! || this.#pages.leastGivenBack(this.#buffer.byteLength))
  }

  /** Gives a block of this thread's back to the system, and frees it. */
  #giveBack(block: number): void {
    const at = block * unitWords
    const size = this.#words[at + Block.size]!
    const piece = this.#pages.giveBack({ from: (block + 1) * unit, to: (block + size) * unit })
    this.#lock()
    try {
      this.#words[at + Block.holders] = 0
      this.#words[Head.used]! -= size
      if (piece !== undefined) setClean(this.#words, block, { from: piece.from / unit, to: piece.to / unit })
      this.#blocks.give(block)
    } finally {
      this.#unlock()
    }
  }

  /** Bytes of the block's data: as many as were asked for, or a few more. */
  sizeOf(address: number): number {
    return (this.#words[this.#at(address) + Block.size]! - 1) * unit
  }

  #lock(): void {
    const me = thisAgent()
    for (;;) {
      const owner = Atomics.compareExchange(this.#words, Head.lock, 0, me)
      if (owner === 0) return this.reach(this.#words[Head.end]! * unit)
      Atomics.wait(this.#words, Head.lock, owner, lookEvery)
      if (isAlive(owner) || Atomics.compareExchange(this.#words, Head.lock, owner, me) !== owner) continue
      // It has ended in the middle of something.
      this.reach(this.#words[Head.end]! * unit)
      return this.#blocks.rebuild()
    }
  }

  #unlock(): void {
    Atomics.store(this.#words, Head.lock, 0)
    Atomics.notify(this.#words, Head.lock, 1)
  }

  /** A place among the threads that may hold blocks. */
  #enlist(): number {
    const me = thisAgent()
    for (let i = 0; i < slots; i++) {
      const slot = (me + i) % slots
      if (Atomics.compareExchange(this.#words, Head.agents + slot, 0, me) === 0) return slot
    }
    if (this.#sweep()) return this.#enlist()
    throw new HeapExhaustedError(0, `${slots} threads hold arrays of the heap: no other one can`)
  }

  /** What threads held that have ended, nobody holds. */
  #sweep(): boolean {
    const dead = deaths()
    if (Atomics.exchange(this.#words, Head.deaths, dead) === dead) return false
    let found = false
    for (let slot = 0; slot < slots; slot++) {
      const agent = Atomics.load(this.#words, Head.agents + slot)
      if (agent === 0 || isAlive(agent)) continue
      // Whoever sweeps it is its tenant meanwhile.
      if (Atomics.compareExchange(this.#words, Head.agents + slot, agent, thisAgent()) !== agent) continue
      for (const address of this.#heldBy(slot)) {
        const word = this.#at(address) + Block.bits + (slot >> 5)
        const bit = 1 << (slot & 31)
        if ((Atomics.and(this.#words, word, ~bit) & bit) !== 0) this.drop(address)
      }
      Atomics.store(this.#words, Head.agents + slot, 0)
      found = true
    }
    return found
  }

  #heldBy(slot: number): number[] {
    return this.#walk((at) => {
      const isHeld = this.#words[at + Block.holders]! > 0
      return isHeld && (this.#words[at + Block.bits + (slot >> 5)]! & (1 << (slot & 31))) !== 0
    })
  }

  /** The addresses of some blocks. */
  #walk(wanted: (at: number) => boolean): number[] {
    this.#lock()
    try {
      const found: number[] = []
      for (const block of this.#blocks.all()) if (wanted(block * unitWords)) found.push((block + 1) * unit)
      return found
    } finally {
      this.#unlock()
    }
  }

  /** Bytes that somebody holds, and how long the memory is. */
  get usage(): { readonly used: number; readonly size: number } {
    return { used: this.#words[Head.used]! * unit, size: this.#buffer.byteLength }
  }

  /** For tests: what is freed is filled with this word; 0: with nothing. */
  set canary(word: number) {
    this.#words[Head.canary] = word
  }

  /** For tests: from so many bytes on free pieces are given back to the system however short the heap is; 0: as usual. */
  set givenBackFrom(bytes: number) {
    this.#words[Head.givenBackFrom] = bytes
  }

  /** For tests: the blocks in order, their data's bytes, and how many hold each. */
  get blocks(): readonly { readonly address: number; readonly bytes: number; readonly holders: number }[] {
    return this.#walk(() => true).map((address) => {
      return { address, bytes: this.sizeOf(address), holders: this.#words[this.#at(address) + Block.holders]! }
    })
  }

  /** What there is, while this thread has the lock. */
  #counts(): string {
    const held: number[] = []
    let largest = 0
    for (const block of this.#blocks.all()) {
      const at = block * unitWords
      const bytes = (this.#words[at + Block.size]! - 1) * unit
      if (this.#words[at + Block.holders]! > 0) held.push(bytes)
      else largest = Math.max(largest, bytes)
    }
    held.sort((a, b) => b - a)
    const total = held.reduce((sum, bytes) => sum + bytes, 0)
    const rows = [
      ["held", `${megabytes(total)} in ${held.length} arrays`],
      ["the largest of them", held.slice(0, 5).map(megabytes).join(", ") || "none"],
      ["largest free piece", megabytes(largest)],
      ["the heap now", megabytes(this.#buffer.byteLength)],
      ...(this.bits === 64 ? [] : [["for more than 4 GB", "HEDDLE_HEAP_BITS=64, from Node 24 on"]]),
    ]
    return rows.map(([name, value]) => `  ${name!.padEnd(20)} ${value}`).join("\n")
  }
}

/** What a thread knows of the heap: its memory, and from when it is first used what lies there. */
interface Here {
  readonly memory: WasmMemory
  heap?: Heap
}

/** All copies of this library in a thread have one heap. */
const place = Symbol.for(`heddle.heap.${version}`)

function here(): Here {
  const global = globalThis as { [place]?: Here }
  return (global[place] ??= { memory: madeMemory() })
}

/** The heap of this program. */
export function heap(): Heap {
  const at = here()
  return (at.heap ??= new Heap(at.memory))
}

/** The heap's memory, for a thread that is about to start; undefined where there can be none. */
export function heapMemory(): object | undefined {
  try {
    return here().memory
  } catch {
    return undefined
  }
}

/** Told to a worker when it starts. */
export function joinHeap(memory: object | undefined): void {
  if (memory !== undefined) (globalThis as { [place]?: Here })[place] ??= { memory: memory as WasmMemory }
}
