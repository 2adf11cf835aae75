import { heap, isHeapArray, sendArray } from "../../core/heap/index.ts"
import { Slot } from "../plan/index.ts"
import type { TileStage } from "../plan/index.ts"
import { controlOf, pack, StageWord } from "../tile/index.ts"
import type { Job, Jobs, Work } from "../tile/index.ts"
import type { SpillFiles } from "./slots.ts"

/** What threads share that run stages, and the memory that these use meanwhile. */
export class Control {
  readonly buffer: SharedArrayBuffer
  readonly words: Int32Array
  readonly #floats: Float64Array
  readonly #jobs: ReadonlyMap<TileStage, Job>
  /** Blocks of the heap that stay as long as a stage runs, whatever the program does with its arrays. */
  readonly #held = new Map<TileStage, readonly number[]>()

  constructor(stages: readonly TileStage[], spill: SpillFiles, threads: number) {
    const sizes = stages.map(({ tiles, kit }) => ({ tiles, arrays: kit.arrays.length }))
    const { bytes, places } = controlOf(sizes, threads)
    this.buffer = new SharedArrayBuffer(bytes)
    this.words = new Int32Array(this.buffer)
    this.#floats = new Float64Array(this.buffer)
    this.#jobs = new Map(stages.map((stage, i) => [stage, { ...jobOf(stage, spill), ...places[i]! }]))
  }

  /** What threads are told of all stages. */
  get jobs(): Jobs {
    const isPlain = new Set([...this.#jobs].flatMap(([{ kit }, job]) => (kit.numbers === 0 ? [job] : [])))
    return pack(this.buffer, [...this.#jobs.values()], (job) => isPlain.has(job))
  }

  jobOf(stage: TileStage): Job {
    return this.#jobs.get(stage)!
  }

  /** Holds the memory of a stage, and tells where it is. */
  hold(stage: TileStage): void {
    const held: number[] = []
    this.#held.set(stage, held)
    let [at] = this.jobOf(stage).addresses
    const first = at++
    try {
      for (const one of stage.kit.arrays) {
        const array = one instanceof Slot ? one.data! : one
        if (!isHeapArray(array)) throw new Error("the array is not on the heap")
        held.push(sendArray(array, true).address)
        this.#floats[at++] = array.byteOffset
        this.#floats[first] = Math.max(this.#floats[first]!, array.byteOffset + array.byteLength)
      }
    } catch (error) {
      // One of them was disposed.
      this.release(stage)
      throw error
    }
  }

  release(stage: TileStage): void {
    for (const address of this.#held.get(stage) ?? []) heap().drop(address)
    this.#held.delete(stage)
  }

  releaseAll(): void {
    for (const stage of this.#held.keys()) this.release(stage)
  }

  /** The part of a stage that is done. */
  share(stage: TileStage): number {
    return Atomics.load(this.words, this.jobOf(stage).words + StageWord.done) / stage.tiles
  }

  /** Tiles of a stage that were done under another control need not be done again. */
  takeOver(stage: TileStage, other: Control): void {
    const [from, to] = [other.#jobs.get(stage), this.jobOf(stage)]
    if (from === undefined) return
    const [theirs, ours] = [other.#doneOf(from), this.#doneOf(to)]
    ours.set(theirs)
    const done = ours.reduce((sum, one) => sum + one, 0)
    this.words[to.words + StageWord.done] = done
    if (done === stage.tiles) this.words[to.words + StageWord.over] = 1
  }

  #doneOf({ words, tiles }: Job): Uint8Array {
    return new Uint8Array(this.buffer, 4 * (words + StageWord.tiles), tiles)
  }

  /** Whoever waits for a stage looks. */
  wakeAll(): void {
    for (const { words } of this.#jobs.values()) Atomics.notify(this.words, words + StageWord.over)
  }
}

function jobOf({ kit, work, tiles, workspace }: TileStage, spill: SpillFiles): Omit<Job, "words" | "addresses"> {
  return {
    tools: {
      kernels: kit.kernels,
      functions: kit.functions,
      files: Object.fromEntries(kit.files.map((slot) => [slot.file!, spill.nameOf(slot.file!)])),
    },
    workspaceBytes: workspace,
    work: targeted(work, spill),
    tiles,
  }
}

function targeted(work: Work, spill: SpillFiles): Work {
  if (work.k !== "map" || work.target.k === "memory") return work
  return { ...work, target: { ...work.target, path: spill.nameOf(work.target.path) } }
}
