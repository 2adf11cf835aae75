import { bytesText, percentText, ratioText, timeText } from "../report/index.ts"
import { totalMs } from "./choose.ts"
import type { TuneFit } from "./fit.ts"
import type { Technique } from "./options.ts"
import type { TaskFacts, TuneRow } from "./way.ts"

/** A task that uses a processor for less than this share of its time waits. */
export const waits = 0.4

/** From so many bytes on it is worth while to say how they need not be copied. */
const large = 10_000

/** All that the sentence is made of. */
export interface AdviceFacts {
  readonly choice: TuneRow
  readonly rows: readonly TuneRow[]
  readonly facts: TaskFacts
  readonly fit: TuneFit
  /** The most workers that were allowed. */
  readonly workers: number
}

/** In one sentence which technique fits, and why. */
export function advise(given: AdviceFacts): string {
  const { choice, rows, facts } = given
  switch (choice.technique) {
    case "serial":
      return `A plain loop: ${whySerial(given)}.`
    case "async":
      return `Async, ${choice.workers} tasks under way in one thread: a task waits ${percentText(1 - facts.cpuShare)} of its ${timeText(facts.ms)}, so that it needs no worker; ${gain(choice)}.`
    case "jit":
      return `Compiled with ${name(facts)}: ${gain(choice)}${against(choice, rows)}, without a worker of a pool.`
    default:
      return `${choice.technique === "threads" ? "Threads" : "Processes"}, ${workersText(choice)}: ${whyPool(given)}; ${gain(choice)}.`
  }
}

function whySerial({ facts, rows, fit, workers }: AdviceFacts): string {
  const { count, ms, copyMs, dispatchMs, bytes, startMs } = facts
  const total = count * ms
  const others = rows.filter(({ technique }) => technique !== "serial")
  if (workers === 1 && others.every(({ technique }) => technique !== "async")) return "there is one core for it"
  const best = others.toSorted((a, b) => b.speedup - a.speedup)[0]
  const start = best === undefined ? undefined : startMs[best.technique]
  if (start !== undefined && best!.speedup > 1.1 && total < totalMs(best!, facts) * 1.1) {
    return `all ${count} tasks take ${timeText(total)} in it, and ${best!.technique} need ${timeText(start)} to start; in a pool that is there already they are ${ratioText(best!.speedup)} times as fast`
  }
  const overhead = fit.perTask ?? (dispatchMs ?? 0) + (copyMs ?? 0)
  const isLarge = bytes === undefined || bytes >= large
  if (isLarge && copyMs !== undefined && copyMs > ms / 2 && copyMs > (dispatchMs ?? 0)) {
    return `a task takes ${timeText(ms)}, and copying ${bytes === undefined ? "its values" : bytesText(bytes)} there and back ${timeText(copyMs)}; shared() arrays are not copied`
  }
  if (overhead > ms / 2)
    return `a task takes ${timeText(ms)}, and giving it out ${timeText(overhead)}: let each do more`
  if (best === undefined) return "nothing else could be tried"
  if (best.speedup > 1) {
    return `nothing was much faster: ${best.technique} with ${workersText(best)} ran ${ratioText(best.speedup)} times as fast`
  }
  return `nothing was faster: ${best.technique} with ${workersText(best)} took ${ratioText(1 / best.speedup)} times as long`
}

function whyPool({ choice, rows, facts }: AdviceFacts): string {
  const { ms, cpuShare, dispatchMs, copyMs, isAsync } = facts
  const cost = (dispatchMs ?? 0) + (copyMs ?? 0)
  const work = `a task ${cpuShare < waits && !isAsync ? `blocks its thread for ${timeText(ms)}` : `computes for ${percentText(cpuShare)} of its ${timeText(ms)}`}`
  const price = cost === 0 ? "" : `, and giving it out and copying cost ${timeText(cost)}`
  if (choice.technique === "threads") return work + price
  const threads = rows.filter(({ technique }) => technique === "threads").toSorted((a, b) => a.ms - b.ms)[0]
  const than = threads === undefined ? "" : `; they are ${ratioText(threads.ms / choice.ms)} times as fast as threads`
  return work + price + than
}

function gain({ speedup, technique }: TuneRow): string {
  return `${technique === "jit" ? "" : "that is "}${ratioText(speedup)} times as fast as a loop`
}

function against(choice: TuneRow, rows: readonly TuneRow[]): string {
  const best = rows.filter(({ technique }) => isPool(technique)).toSorted((a, b) => a.ms - b.ms)[0]
  return best === undefined ? "" : ` and ${ratioText(best.ms / choice.ms)} times as fast as ${best.technique}`
}

function isPool(technique: Technique): boolean {
  return technique === "threads" || technique === "processes"
}

function workersText({ workers }: TuneRow): string {
  return `${workers} ${workers === 1 ? "worker" : "workers"}`
}

function name({ compiledBy }: TaskFacts): string {
  return compiledBy ?? "jit"
}
