import { writeFileSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { extname } from "node:path"
import { OptionError } from "../../core/errors/index.ts"
import type { SampleEvent } from "../../core/events/index.ts"
import { toCsv } from "./csv.ts"
import type { Machine } from "./machine.ts"
import { plot } from "./plot/index.ts"
import type { Theme } from "./plot/index.ts"
import { pngMaker } from "./png.ts"
import { summarise } from "./summary.ts"
import type { ResourceSummary } from "./summary.ts"

const kinds = [".svg", ".png", ".csv", ".json"] as const
type Kind = (typeof kinds)[number]

/** What a program used: samples, and what can be made of them. `monitorResources` gives it. */
export class ResourceReport {
  /** What was sampled, in order. While the monitor runs there come more. */
  readonly samples: readonly SampleEvent[]
  /** Where it ran, and what it was allowed to use. */
  readonly machine: Machine
  readonly title: string

  constructor(samples: readonly SampleEvent[], machine: Machine, title: string) {
    this.samples = samples
    this.machine = machine
    this.title = title
  }

  /** The means and peaks of processors and memory, how busy each worker was, and all of that in a sentence. */
  summary(): ResourceSummary {
    return summarise(this.samples, this.machine)
  }

  /**
   * The picture as SVG: in light and dark as its reader prefers, or in one of the two. In a page it belongs into an `<img>`: its
   * styles are written for a picture of its own.
   */
  svg(theme: Theme = "auto"): string {
    return plot({ samples: this.samples, machine: this.machine, title: this.title, theme })
  }

  /** Everything as JSON: `{ title, machine, summary, samples }`. */
  toJSON(): object {
    const { title, machine, samples } = this
    return { title, machine, summary: this.summary(), samples }
  }

  /**
   * Writes a file, over one that is there; what it is says its name: `.svg` and `.png` are the picture, `.csv` has a row for each
   * sample and each worker in it, `.json` has everything. Rejects with an OptionError for another name, and for `.png` without
   * the package @resvg/resvg-js.
   */
  async save(file: string): Promise<void> {
    await writeFile(file, this.#content(file))
  }

  /** The same at once, for the end of a process. */
  saveSync(file: string): void {
    writeFileSync(file, this.#content(file))
  }

  #content(file: string): string | Uint8Array {
    const kind = kindOf(file)
    if (kind === ".svg") return this.svg()
    if (kind === ".png") return pngMaker(file)(this.svg("light"))
    return kind === ".csv" ? toCsv(this.samples) : `${JSON.stringify(this, undefined, 1)}\n`
  }
}

/** What a file is, by its name. */
function kindOf(file: string): Kind {
  const kind = extname(file).toLowerCase()
  if ((kinds as readonly string[]).includes(kind)) return kind as Kind
  throw new OptionError("file", `a path that ends in ${kinds.join(", ")}`, file)
}

/** Throws at once what `save` would reject with. */
export function checkFile(file: unknown): string {
  if (typeof file !== "string") throw new OptionError("file", "a path, or an array of paths", file)
  if (kindOf(file) === ".png") pngMaker(file)
  return file
}
