import type { DType } from "../dtype/index.ts"
import type { BlockPart, Reader, Trim } from "../expr/index.ts"
import type { PortableKernel } from "../../jit/bound/index.ts"
import type { Chunks } from "../shape/index.ts"

/** How elements of one array are computed from those of others: plain data, which goes to worker threads. */
export interface Program {
  /** The axes that are loops: those that have not the size 1. */
  readonly dims: readonly number[]
  /** Of those axes. */
  readonly shape: readonly number[]
  readonly dtype: DType
  /** Which of the job's kernels; -1: elements of its one leaf, each at its place. */
  readonly kernel: number
  readonly leaves: readonly Leaf[]
  /** Arguments of the kernel. */
  readonly numbers: readonly number[]
  /** A loop other than the last along which an array that is read has its neighbours: both are gone through in squares. */
  readonly across?: number
}

/** Sides of these squares. */
export const square = 256

/** An array that a program reads: element `at` lies at `start[a] + sum(steps[a][d] * at[d])` along its axis `a`. */
export interface Leaf {
  readonly source: Source
  readonly start: readonly number[]
  readonly steps: readonly (readonly number[])[]
  /** Elements from one to the next along the last loop: 0, 1, or 2 for any other number. */
  readonly inner: 0 | 1 | 2
}

/** Where elements come from. */
export type Source =
  /** In C order on the heap: which of the job's arrays. */
  | { readonly k: "memory"; readonly array: number; readonly shape: readonly number[]; readonly bytes: number }
  /** The index itself. */
  | { readonly k: "index" }
  | Filled

/** What is written into a buffer, box by box, before it is read. */
export type Filled =
  | RandomSource
  | {
      readonly k: "reader"
      readonly reader: Reader
      readonly number: number
      readonly shape: readonly number[]
      readonly bytes: number
    }
  | BlocksSource
  | {
      readonly k: "concat"
      readonly axis: number
      /** Where the parts begin, and at last where they end. */
      readonly bounds: readonly number[]
      readonly parts: readonly Program[]
      readonly shape: readonly number[]
      readonly bytes: number
    }
  | {
      readonly k: "take"
      readonly axis: number
      readonly indices: number
      readonly program: Program
      readonly shape: readonly number[]
      readonly bytes: number
    }
  | {
      readonly k: "reshape"
      readonly program: Program
      readonly from: readonly number[]
      readonly shape: readonly number[]
      readonly bytes: number
    }
  | { readonly k: "program"; readonly program: Program; readonly shape: readonly number[]; readonly bytes: number }

export interface RandomSource {
  readonly k: "random"
  readonly kernel: number
  /** Two words. */
  readonly key: readonly [number, number]
  readonly parameters: readonly number[]
  readonly shape: readonly number[]
  readonly bytes: number
}

/** A function of the program's, block by block. */
export interface BlocksSource {
  readonly k: "blocks"
  /** Which of the job's functions. */
  readonly fn: number
  readonly name: string
  readonly number: number
  readonly chunks: Chunks
  readonly inputs: readonly { readonly program: Program; readonly shape: readonly number[]; readonly part: BlockPart }[]
  readonly args: readonly unknown[]
  readonly isTyped: boolean
  readonly trim: readonly Trim[] | undefined
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly bytes: number
}

/** What a stage's tiles need, in any thread. */
export interface Tools {
  readonly kernels: readonly PortableKernel[]
  readonly functions: readonly Function[]
  /** Files that a stage before has made: by which name they are opened. */
  readonly files: Readonly<Record<string, string>>
}

/** The part of a source's box that is read for a box of a program. */
export function boxOf(
  { start, steps }: Leaf,
  lo: readonly number[],
  size: readonly number[],
): { readonly lo: number[]; readonly size: number[] } {
  const from: number[] = []
  const extent: number[] = []
  for (let a = 0; a < start.length; a++) {
    const row = steps[a]!
    let [low, high] = [start[a]!, start[a]!]
    for (let d = 0; d < row.length; d++) {
      const step = row[d]!
      if (step === 0) continue
      const [first, last] = [step * lo[d]!, step * (lo[d]! + size[d]! - 1)]
      low += Math.min(first, last)
      high += Math.max(first, last)
    }
    from.push(low)
    extent.push(high - low + 1)
  }
  return { lo: from, size: extent }
}
