import { writeFileSync } from "node:fs"
import { isMainThread } from "node:worker_threads"
import { isHeard, moment, nextComputation, tell, toldStage } from "../../core/events/index.ts"
import { budget } from "../../core/budget/index.ts"
import { AbortError, MemoryBudgetError, OptionError } from "../../core/errors/index.ts"
import { knownKeys, oneOf } from "../../core/options/index.ts"
import type { Elements } from "../dtype/index.ts"
import type { Node } from "../expr/index.ts"
import { NDArray } from "../ndarray/index.ts"
import { describe, drawExpression, drawPlan, explained, peakOf, planWithin, Slot } from "../plan/index.ts"
import type { Limits, Plan, PlanWithin, Stage } from "../plan/index.ts"
import type { Sink } from "../storage/index.ts"
import { cpus, settings } from "./config.ts"
import { arrayEvents } from "./events.ts"
import type { StageEvent } from "./events.ts"
import { Progress } from "./progress.ts"
import { openIn, resolve } from "./resolve.ts"
import { Rooms } from "./rooms.ts"
import { allocate, SpillFiles } from "./slots.ts"
import { isAlone, Threads } from "./threads.ts"

/** How an array is computed. */
export interface ComputeOptions {
  /** Stops it within a tile. */
  readonly signal?: AbortSignal
  /** true: a bar in the terminal; a function is called with the share that is done and what is being done. */
  readonly progress?: boolean | ((fraction: number, stage: string) => void)
}

/** What arrays of the heap can have together; the rest is the heap's own, and what else lies there. */
const heapBytes = process.env["HEDDLE_HEAP_BITS"] === "64" ? 15e9 : 3.8e9

function checkOptions(options: ComputeOptions): void {
  knownKeys(options, ["signal", "progress"])
  const { signal, progress } = options
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new OptionError("signal", "an AbortSignal", signal)
  if (progress !== undefined && typeof progress !== "boolean" && typeof progress !== "function") {
    throw new OptionError("progress", "true, or a function", progress)
  }
}

/** The elements of a node, which are computed from now on. */
export async function pendingElements(node: Node, options: ComputeOptions): Promise<Elements> {
  const [result] = await compute([node], options)
  return result!.data
}

/** The elements of nodes. */
export async function compute(given: readonly Node[], options: ComputeOptions): Promise<NDArray[]> {
  const nodes = await known(given, options)
  return computeKnown(nodes, options)
}

/** The nodes, when all that is pending is there. */
async function known(given: readonly Node[], options: ComputeOptions): Promise<Node[]> {
  checkOptions(options)
  const { signal } = options
  if (signal?.aborted === true) throw new AbortError(signal.reason)
  return resolve(given, async (node) => (await computeKnown([node], options))[0]!)
}

/** A file that was made, and what takes away all that was made, and nothing else. */
export interface MadeSink {
  readonly sink: Sink
  readonly undo: () => void
}

/** Writes a node tile by tile to a file that `make` makes, once its shape is known. */
export async function write(node: Node, make: (node: Node) => MadeSink, options: ComputeOptions): Promise<void> {
  const [own] = await known([node], options)
  using spill = new SpillFiles()
  const { sink, undo } = make(own!)
  let isWritten = false
  try {
    await runPlan(planWithin([own!], limitsOf(spill), [sink]), spill, options)
    isWritten = true
  } finally {
    // Half an array is none.
    if (!isWritten) undo()
  }
}

/** What would be computed, and what it would take. */
export function explain(nodes: readonly Node[]): string {
  const open = nodes.map(openIn).find((node) => node !== undefined)
  if (open !== undefined)
    return `${describe(open)} must be computed before it is known what comes after: its shape is (${open.shape.join(", ")})`
  using spill = new SpillFiles()
  const limits = limitsOf(spill)
  try {
    const planned = planWithin(nodes, limits)
    return explained(planned.plan, planned.budget, limits.memory)
  } catch (error) {
    // It says what there is to say.
    if (error instanceof MemoryBudgetError) return error.message
    throw error
  }
}

/** How a picture is made. */
export interface VisualizeOptions {
  /** Where it is written: a path that ends in `.svg`. Default: nowhere. */
  readonly file?: string
  /** What is drawn: the arrays that it is made of, or the passes that compute it. Default: "expression". */
  readonly of?: "expression" | "stages"
}

/** Nodes as the text of an SVG, which is also written to `file`. */
export function visualize(nodes: readonly Node[], options: VisualizeOptions = {}): string {
  knownKeys(options, ["file", "of"], { filename: "file" })
  const { file, of = "expression" } = options
  if (file !== undefined && (typeof file !== "string" || !file.endsWith(".svg"))) {
    throw new OptionError("file", "a path that ends in .svg", file)
  }
  oneOf("of", of, ["expression", "stages"])
  using spill = new SpillFiles()
  const svg = of === "expression" ? drawExpression(nodes) : drawPlan(planWithin(nodes, limitsOf(spill)).plan)
  if (file !== undefined) writeFileSync(file, svg)
  return svg
}

function limitsOf(spill: SpillFiles): Limits {
  return {
    memory: Math.min(budget.memoryLimit, heapBytes),
    threads: settings.parallel && isMainThread ? cpus : 1,
    tile: settings.tileSize,
    file: (node) => spill.pathOf(node),
    isAlone: (stage) => stage.k !== "tiles" || isAlone(stage),
  }
}

/** The same, where only results may have shapes that are not known yet. */
async function computeKnown(nodes: readonly Node[], options: ComputeOptions): Promise<NDArray[]> {
  using spill = new SpillFiles()
  const within = planWithin(nodes, limitsOf(spill))
  await runPlan(within, spill, options)
  return within.plan.results.map((slot) => new NDArray(slot.data!, slot.shape, { dtype: slot.dtype }))
}

async function runPlan(
  { plan, budget: planned }: PlanWithin,
  spill: SpillFiles,
  options: ComputeOptions,
): Promise<void> {
  const { signal } = options
  const progress = new Progress(plan, options.progress)
  const threads = new Threads(plan.stages, spill)
  const computation = nextComputation()
  const rooms = new Rooms(plan.stages, spill)
  const peak = peakOf(planned)
  const makeAll = (stage: Stage, i: number): void => {
    for (const { file, bytes } of rooms.make(i)) {
      if (file === undefined) continue
      arrayEvents.emit("spill", { computation, bytes, label: stage.label })
      if (isHeard("spill")) tell({ kind: "spill", at: moment(), bytes, label: stage.label })
    }
  }
  /** Tells threads of stages that come behind the one that runs, as far as there is room. So they need not wait for this one. */
  const prepare = (i: number): void => {
    for (let next = i + 1; next <= i + mostAhead; next++) {
      const [before, stage] = [plan.stages[next - 1]!, plan.stages[next]]
      const mayGrow = next === i + 1 && planned[i]!.total + (planned[next]?.output ?? 0) <= peak
      if (stage === undefined || !threads.follows(before, stage) || !rooms.makeAhead(next, mayGrow)) return
      threads.beginNext(stage)
    }
  }
  const stop = (): void => threads.stop()
  signal?.addEventListener("abort", stop, { once: true })
  let isDone = false
  try {
    for (const [i, stage] of plan.stages.entries()) {
      makeAll(stage, i)
      const event: StageEvent = {
        computation,
        number: i + 1,
        stages: plan.stages.length,
        label: stage.label,
        elements: stage.k === "tiles" ? stage.elements : 0,
        tiles: stage.k === "tiles" ? stage.tiles : 1,
        planned: planned[i]!.total,
      }
      await told(event, () => {
        if (stage.k !== "tiles") return settle(plan, stage)
        return threads.run(stage, (share) => {
          progress.beginStage(stage, share)
          prepare(i)
        })
      })
      if (signal?.aborted === true) throw new AbortError(signal.reason)
      progress.endStage(stage)
      for (const slot of stage.reads) if (--slot.readers === 0) rooms.free(slot)
      for (const slot of stage.makes) if (slot.readers === 0) rooms.free(slot)
    }
    await threads.end()
    isDone = true
  } finally {
    signal?.removeEventListener("abort", stop)
    progress.end()
    if (!isDone) threads.dismiss()
    for (const stage of plan.stages) {
      for (const slot of stage.makes) {
        // A result that nobody gets.
        if (!isDone) slot.isKept = false
        rooms.free(slot)
      }
    }
  }
}

/** Stages that threads are told of before it is their turn. */
const mostAhead = 64

/** Runs a stage, and tells of it whoever listens. */
async function told(event: StageEvent, run: () => Promise<void>): Promise<void> {
  const { computation, number, stages, label, planned } = event
  const limit = budget.memoryLimit
  const stage = (): Promise<void> =>
    toldStage(() => ({ of: "array", label, computation, number, stages, planned, limit }), run)
  if (!arrayEvents.has("stage") && !arrayEvents.has("stageEnd")) return stage()
  arrayEvents.emit("stage", event)
  const began = performance.now()
  try {
    await stage()
    arrayEvents.emit("stageEnd", { ...event, ms: performance.now() - began })
  } catch (error) {
    arrayEvents.emit("stageEnd", { ...event, ms: performance.now() - began, error })
    throw error
  }
}

async function settle(
  plan: Plan,
  { node, makes }: Extract<Plan["stages"][number], { readonly k: "later" }>,
): Promise<void> {
  const inputs = node.inputs.map((input) => {
    const found = plan.inputOf(node, input)
    return new NDArray(found instanceof Slot ? found.data! : found, found instanceof Slot ? found.shape : input.shape, {
      dtype: input.dtype,
    })
  })
  const result = (await (node.run as (...args: unknown[]) => unknown)(...inputs, ...node.settings)) as NDArray
  const [slot] = makes
  const flat = result.astype(node.dtype).flat()
  Object.assign(slot!, { shape: result.shape })
  slot!.data?.dispose()
  slot!.data = allocate(node.dtype, flat.length)
  slot!.data.set(flat as never)
}
