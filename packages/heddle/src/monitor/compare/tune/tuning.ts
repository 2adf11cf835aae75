import { styleText } from "node:util"
import type { BackendName } from "../../../pool/index.ts"
import type { Comparison } from "../comparison.ts"
import type { CompareOptions } from "../options.ts"
import { columns, csv, markdown, percentText, ratioText, saveAs, timeText } from "../report/index.ts"
import { advise } from "./advice.ts"
import { choose } from "./choose.ts"
import { fit } from "./fit.ts"
import type { TuneFit } from "./fit.ts"
import type { Technique } from "./options.ts"
import { drawTuning } from "./plot.ts"
import type { Measured } from "./sweep.ts"
import { versus } from "./versus.ts"
import type { Tasks } from "./versus.ts"
import type { Skipped, TaskFacts, TuneRow } from "./way.ts"

/** What `tune` found: `new Pool({ backend, workers })` and `pool.map(fn, inputs, { chunkSize })` are what it advises. */
export class Tuning {
  readonly technique: Technique
  /** Of a Pool. For a loop, and for a compiled function, `"inline"`. */
  readonly backend: BackendName
  readonly workers: number
  readonly chunkSize: number | "auto"
  /** In one sentence which technique fits, and why. */
  readonly advice: string
  /** How many times as fast as the plain loop that is. */
  readonly speedup: number
  /** Every way that was tried. */
  readonly table: readonly TuneRow[]
  /** What was not tried, or does not work, and why. */
  readonly skipped: readonly Skipped[]
  readonly facts: TaskFacts
  readonly fit: TuneFit

  readonly #tasks: Tasks

  /** @param workers the most that were allowed */
  constructor({ rows, skipped, facts }: Omit<Measured, "sample">, workers: number, tasks: Tasks) {
    this.#tasks = tasks
    const choice = choose(rows, facts)
    this.technique = choice.technique
    this.backend = choice.technique === "serial" || choice.technique === "jit" ? "inline" : choice.technique
    this.workers = choice.workers
    this.chunkSize = choice.chunkSize
    this.speedup = choice.speedup
    this.table = rows
    this.skipped = skipped
    this.facts = facts
    this.fit = fit(rows, facts)
    this.advice = advise({ choice, rows, facts, fit: this.fit, workers })
  }

  /** The table, what was fitted, what was left out, and the advice. */
  toString({ color }: { readonly color?: NodeJS.WritableStream | undefined } = {}): string {
    const paint = (format: "bold" | "dim", text: string): string =>
      color === undefined ? text : styleText(format, text, { stream: color })
    const [heads, ...lines] = columns(
      [...headsOfText, ""],
      this.table.map((row) => [...cells(row), this.#isChosen(row) ? "◀" : ""]),
    )
    return [
      paint("dim", heads!),
      ...lines,
      "",
      ...this.#fitted(),
      ...this.skipped.map(({ technique, why }) => paint("dim", `${technique} not tried: ${why}`)),
      paint("bold", this.advice),
    ].join("\n")
  }

  /**
   * Measures the loop against the way that is advised, and the best pool, in turns, as `compare` does, on the same sample.
   *
   * @throws OptionError where nothing but the loop could be tried, and as `compare` does
   */
  async compare(options: CompareOptions = {}): Promise<Comparison> {
    const pools = this.table.filter(({ technique }) => technique === "threads" || technique === "processes")
    const best = pools.toSorted((a, b) => a.ms - b.ms)[0]
    const chosen = this.table.find((row) => this.#isChosen(row))!
    const ways = [
      ...(chosen.technique === "serial" ? [] : [chosen]),
      ...(best === undefined || pools.includes(chosen) ? [] : [best]),
    ]
    return await versus(this.#tasks, ways, options)
  }

  /** Writes it to a file: `.json` with every time, `.csv`, `.md`, or a picture, `.svg`. @throws OptionError for another name */
  save(file: string): Promise<void> {
    return saveAs(file, {
      ".json": () => `${JSON.stringify(this, undefined, 2)}\n`,
      ".csv": () =>
        csv(
          ["technique", "workers", "chunkSize", "ms", "passes", "speedup"],
          this.table.map((row) => [row.technique, row.workers, row.chunkSize, row.ms, row.times.length, row.speedup]),
        ),
      ".md": () => `${markdown(headsOfText, this.table.map(cells))}\n${this.advice}\n`,
      ".svg": () => drawTuning(this),
    })
  }

  #isChosen({ technique, workers, chunkSize }: TuneRow): boolean {
    return technique === this.technique && workers === this.workers && chunkSize === this.chunkSize
  }

  #fitted(): string[] {
    const { count, sampled, ms, cpuShare } = this.facts
    const { serialShare, perTask, perChunk } = this.fit
    const parts = [
      `a task takes ${timeText(ms)}, ${percentText(cpuShare)} of it on a processor`,
      ...(serialShare === undefined ? [] : [`serial share by Amdahl ${percentText(serialShare)}`]),
      ...((perTask ?? 0) > 0 ? [`each task costs ${timeText(perTask!)} on top`] : []),
      ...((perChunk ?? 0) > 0 ? [`each chunk ${timeText(perChunk!)}`] : []),
    ]
    const part = sampled < count ? `measured on ${sampled} of ${count} inputs` : `measured on all ${count} inputs`
    return [`${part}; ${parts.join("; ")}`]
  }
}

const headsOfText = ["technique", "workers", "chunk", "time", "best of", "speedup"]

function cells({ technique, workers, chunkSize, ms, times, speedup }: TuneRow): string[] {
  return [technique, String(workers), String(chunkSize), timeText(ms), String(times.length), ratioText(speedup)]
}
