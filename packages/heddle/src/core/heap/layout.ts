/**
 * Where things lie in the heap, in words of 4 bytes. The first page is about the heap itself; then come blocks, one behind the
 * other, each of some units of 64 bytes, the first of which is about the block.
 */

/** Bytes of a page of WebAssembly. */
export const page = 65_536
/** Bytes of a unit: SIMD likes it, and so do caches. */
export const unit = 64
export const unitWords: number = unit / 4
/** Threads that may hold blocks at one time. */
export const slots = 256
/** Lists of free blocks: first level by the power of two, second level sixteen steps between two powers. */
export const levels = 28
export const steps = 16
/** Blocks are smaller than what there are lists for: 128 GB. */
export const mostUnits: number = 2 ** (levels + 3) - 1

/** Words of the first page. */
export const Head = {
  /** What wrote it: other words mean other things. */
  version: 0,
  /** Who changes the lists of blocks: an agent, or 0. */
  lock: 1,
  /** The unit where the last block ends. */
  end: 2,
  /** The unit where the last block begins. */
  last: 3,
  /** Not 0: what is freed is filled with this, for tests. */
  canary: 4,
  /** Deaths of threads that have been seen. */
  deaths: 5,
  /** Units in blocks that somebody holds. */
  used: 6,
  /** Not 0: from so many bytes on free pieces are given back to the system however small the heap is, for tests. */
  givenBackFrom: 7,
  /** One bit for each first level that has a free block. */
  firstLevel: 15,
  /** One word for each first level, a bit for each step. */
  secondLevel: 16,
  /** The first free block of each list, or 0. */
  lists: 64,
  /** The agent of each thread that may hold blocks, or 0. */
  agents: 512,
} as const

export const version = 3

/** Words of a block's first unit. */
export const Block = {
  /** Its units, this one included. */
  size: 0,
  /** Units of the block before it, or 0. */
  before: 1,
  /** In its list of free blocks. */
  next: 2,
  previous: 3,
  /** How many threads and messages hold it; -1: it is free. */
  holders: 4,
  /** Of a free block: from this unit up to that one all is 0. */
  cleanFrom: 5,
  cleanTo: 6,
  /** One bit for each thread that holds it. */
  bits: 8,
} as const

/** Neither held nor in a list is 0. */
export const free = -1
