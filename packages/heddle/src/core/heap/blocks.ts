import { Block, free, Head, levels, steps, unit, unitWords } from "./layout.ts"

/** The lists of free blocks, and the blocks themselves. All of it is to be called by the one thread that holds the lock. */
export class Blocks {
  readonly #words: () => Int32Array
  /** The first unit that may be a block's. */
  readonly #first: number

  constructor(words: () => Int32Array, first: number) {
    this.#words = words
    this.#first = first
  }

  /** A free block of so many units or more, taken out of its list; 0: there is none. */
  take(units: number): number {
    const words = this.#words()
    const block = this.#find(words, units)
    if (block === 0) return 0
    this.#unlink(words, block)
    this.#split(words, block, units)
    return block
  }

  #find(words: Int32Array, units: number): number {
    // In its own list are blocks that are a little smaller, a little larger, and often the very one that was freed last.
    let block = words[Head.lists + listOf(units)]!
    for (let tries = 0; block !== 0 && tries < 8; tries++) {
      if (words[block * unitWords + Block.size]! >= units) return block
      block = words[block * unitWords + Block.next]!
    }
    const list = findList(words, units < steps ? units : units + (1 << (27 - Math.clz32(units))) - 1)
    if (list >= 0) return words[Head.lists + list]!
    const last = words[Head.last]!
    const fits =
      last !== 0 && words[last * unitWords + Block.holders] === free && words[last * unitWords + Block.size]! >= units
    return fits ? last : 0
  }

  /** A block behind the last one, or the last one made longer if that is free. The memory must be there. */
  extend(units: number): number {
    const words = this.#words()
    const end = words[Head.end]!
    const last = words[Head.last]!
    if (last !== 0 && words[last * unitWords + Block.holders] === free) {
      this.#unlink(words, last)
      words[last * unitWords + Block.size] = units
      words[Head.end] = last + units
      const clean = cleanOf(words, last)
      const added = { from: clean.to === end ? clean.from : end, to: last + units }
      setClean(words, last, larger(clean, added))
      return last
    }
    const at = end * unitWords
    words[at + Block.size] = units
    words[at + Block.before] = last === 0 ? 0 : end - last
    words[at + Block.holders] = 0
    setClean(words, end, { from: end + 1, to: end + units })
    words[Head.last] = end
    words[Head.end] = end + units
    return end
  }

  /** How many units must come behind the last block for one of so many. */
  missing(units: number): number {
    const words = this.#words()
    const last = words[Head.last]!
    const isFree = last !== 0 && words[last * unitWords + Block.holders] === free
    return words[Head.end]! + units - (isFree ? words[last * unitWords + Block.size]! : 0)
  }

  /** Puts a block that nobody holds into its list, together with free neighbours. */
  give(block: number): void {
    this.#link(this.#words(), this.join(block))
  }

  /** Makes one block of a block that nobody holds and its free neighbours, in no list. */
  join(block: number): number {
    const words = this.#words()
    let first = block
    let size = words[block * unitWords + Block.size]!
    let clean = cleanOf(words, block)
    const next = block + size
    if (next < words[Head.end]! && words[next * unitWords + Block.holders] === free) {
      this.#unlink(words, next)
      size += words[next * unitWords + Block.size]!
      clean = larger(clean, cleanOf(words, next))
    }
    const before = words[block * unitWords + Block.before]!
    if (before > 0 && words[(block - before) * unitWords + Block.holders] === free) {
      first = block - before
      this.#unlink(words, first)
      size += before
      clean = larger(clean, cleanOf(words, first))
    }
    setClean(words, first, clean)
    this.#resize(words, first, size)
    return first
  }

  /** Every block, in order. */
  *all(): Generator<number> {
    const words = this.#words()
    for (let block = this.#first; block < words[Head.end]!; block += words[block * unitWords + Block.size]!) yield block
  }

  /** Makes the lists anew from the blocks: a thread has ended in the middle of a change. */
  rebuild(): void {
    const words = this.#words()
    words.fill(0, Head.firstLevel, Head.lists + levels * steps)
    words[Head.used] = 0
    let before = 0
    for (const block of this.all()) {
      const at = block * unitWords
      if (words[at + Block.holders]! > 0) words[Head.used]! += words[at + Block.size]!
      words[at + Block.before] = before === 0 ? 0 : block - before
      words[Head.last] = block
      before = block
      if (words[at + Block.holders]! <= 0) words[at + Block.holders] = 0
      setClean(words, block, nothing)
    }
    // One after the other, so that neighbours become one.
    for (const block of [...this.all()]) if (words[block * unitWords + Block.holders] === 0) this.give(block)
  }

  #split(words: Int32Array, block: number, units: number): void {
    const rest = words[block * unitWords + Block.size]! - units
    if (rest < 2) return
    const second = block + units
    // First the new one, then the end of the old one: at each moment the blocks follow each other.
    words[second * unitWords + Block.holders] = 0
    words[second * unitWords + Block.size] = rest
    const { from, to } = cleanOf(words, block)
    setClean(words, second, { from: Math.max(from, second + 1), to })
    setClean(words, block, { from, to: Math.min(to, second) })
    this.#resize(words, block, units)
    this.#resize(words, second, rest)
    this.#link(words, second)
  }

  /** Sets the size, and tells the neighbour behind. */
  #resize(words: Int32Array, block: number, size: number): void {
    words[block * unitWords + Block.size] = size
    const next = block + size
    if (next < words[Head.end]!) words[next * unitWords + Block.before] = size
    else words[Head.last] = block
  }

  #link(words: Int32Array, block: number): void {
    const at = block * unitWords
    const list = listOf(words[at + Block.size]!)
    const next = words[Head.lists + list]!
    words[at + Block.holders] = free
    words[at + Block.next] = next
    words[at + Block.previous] = 0
    if (next !== 0) words[next * unitWords + Block.previous] = block
    words[Head.lists + list] = block
    words[Head.secondLevel + (list >> 4)]! |= 1 << (list & 15)
    words[Head.firstLevel]! |= 1 << (list >> 4)
  }

  #unlink(words: Int32Array, block: number): void {
    const at = block * unitWords
    const list = listOf(words[at + Block.size]!)
    const next = words[at + Block.next]!
    const previous = words[at + Block.previous]!
    if (next !== 0) words[next * unitWords + Block.previous] = previous
    if (previous !== 0) words[previous * unitWords + Block.next] = next
    else words[Head.lists + list] = next
    words[at + Block.holders] = 0
    if (words[Head.lists + list] !== 0) return
    words[Head.secondLevel + (list >> 4)]! &= ~(1 << (list & 15))
    if (words[Head.secondLevel + (list >> 4)] === 0) words[Head.firstLevel]! &= ~(1 << (list >> 4))
  }
}

/** From one unit up to another. */
interface Units {
  readonly from: number
  readonly to: number
}

export const nothing: Units = { from: 0, to: 0 }

/** The units of a free block, or of one that was just taken, that hold zeros. */
export function cleanOf(words: Int32Array, block: number): Units {
  return { from: words[block * unitWords + Block.cleanFrom]!, to: words[block * unitWords + Block.cleanTo]! }
}

export function setClean(words: Int32Array, block: number, { from, to }: Units): void {
  words[block * unitWords + Block.cleanFrom] = from < to ? from : 0
  words[block * unitWords + Block.cleanTo] = from < to ? to : 0
}

function larger(a: Units, b: Units): Units {
  return b.to - b.from > a.to - a.from ? b : a
}

/** The list that a block of so many units belongs to. */
function listOf(units: number): number {
  if (units < steps) return units
  const top = 31 - Math.clz32(units)
  return ((top - 3) << 4) | ((units >> (top - 4)) & 15)
}

/** The first list at or above the one of so many units that has a block; -1: none has. */
function findList(words: Int32Array, units: number): number {
  const list = listOf(units)
  const level = list >> 4
  const here = words[Head.secondLevel + level]! & (-1 << (list & 15))
  if (here !== 0) return (level << 4) | lowestBit(here)
  const above = level === 31 ? 0 : words[Head.firstLevel]! & (-1 << (level + 1))
  if (above === 0) return -1
  const first = lowestBit(above)
  return (first << 4) | lowestBit(words[Head.secondLevel + first]!)
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits)
}

/** Units for so many bytes, with the one that is about the block. */
export function unitsFor(bytes: number): number {
  return 1 + Math.max(1, Math.ceil(bytes / unit))
}
