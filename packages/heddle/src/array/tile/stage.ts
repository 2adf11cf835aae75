import type { Sink } from "../storage/index.ts"
import type { Program, Tools } from "./program.ts"

/** What all threads of a stage see: 32-bit words. */
export const Word = {
  /** The next tile that nobody has taken. */
  next: 0,
  done: 1,
  /** 1: no tile is begun any more. */
  stopped: 2,
  /** Which attempt it is: those of an earlier one begin no tile any more. */
  round: 3,
  /** From here on a byte for each tile: 1 once it is done. */
  tiles: 16,
} as const

/** One pass over an array in tiles: plain data. Which thread does which tile changes nothing of the result. */
export interface Job {
  readonly tools: Tools
  readonly workspaceBytes: number
  readonly work: Work
  readonly tiles: number
  readonly control: SharedArrayBuffer
  /** Which attempt this is. */
  readonly round: number
}

/** Products of matrices on the heap: `batch` of m × k by k × n. */
export interface ContractWork {
  readonly k: "contract"
  readonly kernel: number
  readonly sizes: readonly [batch: number, m: number, k: number, n: number]
  readonly arrays: readonly [a: number, b: number, out: number]
  /** Rows and columns of a tile, and how many products are added up at once. */
  readonly tile: readonly [rows: number, columns: number, depth: number]
}

/** Reductions of a matrix along both axes, tile by tile in bands of rows: each tile is one leaf of either. */
export interface CrossWork {
  readonly k: "cross"
  readonly program: Program
  readonly sizes: readonly [rows: number, columns: number]
  readonly tile: readonly [rows: number, columns: number]
  readonly band: number
  /** Along the second axis. */
  readonly rows: readonly { readonly kernel: number; readonly slots: readonly number[] }[]
  /** Along the first; `next` goes on with a leaf. */
  readonly columns: readonly { readonly kernel: number; readonly next: number; readonly slots: readonly number[] }[]
}

export type Work = MapWork | CrossWork | ReduceWork | CombineWork | ScanWork | ContractWork

/** Where results go: an array of the job, or a file. */
export type Target = { readonly k: "memory"; readonly array: number } | Sink

/** Elements of a program, all of them. */
export interface MapWork {
  readonly k: "map"
  readonly program: Program
  /** Along each loop of the program, where tiles begin, and at last where the last one ends. */
  readonly cuts: readonly (readonly number[])[]
  /** Of the whole. */
  readonly shape: readonly number[]
  readonly target: Target
}

/**
 * Leaves of reductions. The program's loops are three groups, each as one axis: those before the ones that are reduced, those, and
 * those behind them.
 */
export interface ReduceWork {
  readonly k: "reduce"
  readonly program: Program
  readonly groups: readonly [before: readonly number[], reduced: readonly number[], behind: readonly number[]]
  readonly sizes: readonly [number, number, number]
  /** Of a tile. */
  readonly tile: readonly [number, number, number]
  readonly leaf: number
  /** The elements lie on the heap as they are needed: from which array on. */
  readonly direct: number | undefined
  readonly reductions: readonly { readonly kernel: number; readonly slots: readonly number[] }[]
}

/** Slots of `count` leaves to one. */
export interface CombineWork {
  readonly k: "combine"
  readonly before: number
  readonly count: number
  readonly behind: number
  /** Along the axes before, and behind. */
  readonly tile: readonly [number, number]
  readonly reductions: readonly {
    readonly kernel: number
    readonly slots: readonly number[]
    readonly outs: readonly number[]
  }[]
}

/** Running sums along the middle axis of an array on the heap, in place. */
export interface ScanWork {
  readonly k: "scan"
  readonly sizes: readonly [number, number, number]
  readonly kernel: number
  readonly array: number
  readonly tile: readonly [number, number]
}
