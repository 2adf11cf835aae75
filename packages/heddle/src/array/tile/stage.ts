import { deserialize, serialize } from "node:v8"
import type { PortableKernel } from "../../jit/bound/index.ts"
import type { Sink } from "../storage/index.ts"
import type { Program, Tools } from "./program.ts"

/** What all threads of a crew see: 32-bit words. */
export const Word = {
  /** Rung when a stage may begin, and when one is over. */
  bell: 0,
  /** So many stages may begin. */
  ready: 1,
  /** 1: no tile is begun any more. */
  stopped: 2,
  /** So many threads have come. */
  came: 3,
  /** So many went as nothing was to be done. */
  left: 4,
  /** From here on one for each thread that came: its number in the census, 0 once it has gone. */
  threads: 16,
} as const

/** The same of one stage, from its own first word on. */
export const StageWord = {
  /** The next tile that nobody has taken. */
  next: 0,
  done: 1,
  /** 1: all are done. */
  over: 2,
  /** From here on a byte for each tile: 1 once it is done. */
  tiles: 16,
} as const

/** One pass over an array in tiles: plain data. Which thread does which tile changes nothing of the result. */
export interface Job {
  readonly tools: Tools
  readonly workspaceBytes: number
  readonly work: Work
  readonly tiles: number
  /** Its first word. */
  readonly words: number
  /** Where its addresses are, as float64: the end of the last array, and where each begins. They are there when it may begin. */
  readonly addresses: readonly [first: number, end: number]
}

/** Stages that threads run one after the other, as they are sent. Who does must see to it that arrays stay where they are. */
export interface Jobs {
  readonly control: SharedArrayBuffer
  /** Of all of them. */
  readonly kernels: readonly PortableKernel[]
  /** What is nothing but data takes no more than its bytes: a list of jobs, whose kernels are numbers. */
  readonly packed: Uint8Array
  /** The others, by their number. */
  readonly rich: Readonly<Record<number, Job>>
}

type Packed = Omit<Job, "tools"> & { readonly tools: Omit<Tools, "kernels"> & { readonly kernels: readonly number[] } }

export function pack(control: SharedArrayBuffer, jobs: readonly Job[], isPlain: (job: Job) => boolean): Jobs {
  const kernels: PortableKernel[] = []
  const places = new Map<string, number>()
  const rich: Record<number, Job> = {}
  const plain = jobs.map((job, i): Packed | undefined => {
    if (!isPlain(job)) {
      rich[i] = job
      return undefined
    }
    const own = job.tools.kernels.map((kernel) => {
      const place = places.get(kernel.id) ?? kernels.push(kernel) - 1
      places.set(kernel.id, place)
      return place
    })
    return { ...job, tools: { ...job.tools, kernels: own } }
  })
  return { control, kernels, packed: new Uint8Array(serialize(plain)), rich }
}

export function unpack({ kernels, packed, rich }: Jobs): Job[] {
  return (deserialize(packed) as (Packed | undefined)[]).map((job, i) => {
    return job === undefined
      ? rich[i]!
      : { ...job, tools: { ...job.tools, kernels: job.tools.kernels.map((kernel) => kernels[kernel]!) } }
  })
}

/** Where in a control the words of stages are, and its bytes. A line of the cache is 16 words. */
export function controlOf(
  stages: readonly { readonly tiles: number; readonly arrays: number }[],
  threads: number,
): { readonly bytes: number; readonly places: readonly Pick<Job, "words" | "addresses">[] } {
  let at = Word.threads + line(threads)
  const places = stages.map(({ tiles, arrays }) => {
    const words = at
    const first = (words + StageWord.tiles + line(Math.ceil(tiles / 4))) / 2
    const end = first + 1 + arrays
    at = line(2 * end)
    return { words, addresses: [first, end] as const }
  })
  return { bytes: 4 * at, places }
}

function line(words: number): number {
  return Math.ceil(words / 16) * 16
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

/** Where tiles lie along a loop. */
export interface Cuts {
  /** Elements along the loop. */
  readonly size: number
  readonly count: number
  /** Of the largest one. Without `bounds` all have it, but for the last. */
  readonly step: number
  /** Where each begins, and at last where the last one ends. */
  readonly bounds?: readonly number[]
}

/** Elements of a program, all of them. */
export interface MapWork {
  readonly k: "map"
  readonly program: Program
  /** Along each loop of the program. */
  readonly cuts: readonly Cuts[]
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

/** Does a tile; what comes back is waited for. */
export type Tile = (number: number) => Promise<void> | void
