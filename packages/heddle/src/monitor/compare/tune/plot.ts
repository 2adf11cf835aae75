import { drawPanels } from "../chart/index.ts"
import type { Panel } from "../chart/index.ts"
import { ratioText, tickText } from "../report/index.ts"
import { amdahl, byWorkers } from "./fit.ts"
import type { TuneFit } from "./fit.ts"
import type { TaskFacts, TuneRow } from "./way.ts"

/** What is drawn. */
interface Drawn {
  readonly table: readonly TuneRow[]
  readonly fit: TuneFit
  readonly facts: TaskFacts
  readonly technique: string
  readonly workers: number
  readonly chunkSize: number | "auto"
  readonly speedup: number
}

/** Speedup against workers, beside the ideal and Amdahl's law as fitted; time against chunk size. */
export function drawTuning(drawn: Drawn): string {
  const { technique, speedup } = drawn
  const panels = [workersPanel(drawn), chunksPanel(drawn)].filter((panel) => panel !== undefined)
  const title = technique === "serial" ? "A plain loop" : `${technique}: ${ratioText(speedup)} times as fast as a loop`
  return drawPanels(title, panels)
}

function workersPanel({ table, fit: { serialShare, oneWorkerMs } }: Drawn): Panel | undefined {
  const serial = table.find(({ technique }) => technique === "serial")!
  const own = pools(table)
  const points = byWorkers(own).map(([workers, ms]) => [workers, serial.ms / ms] as const)
  if (points.length === 0) return undefined
  const most = points.at(-1)![0]
  const each = Array.from({ length: 41 }, (_, i) => 1 + ((most - 1) * i) / 40)
  return {
    title: `Speedup with ${own[0]!.technique}`,
    xLabel: "workers",
    x: "linear",
    ticks: points.map(([workers]) => workers),
    yText: (y) => String(y),
    series: [
      {
        label: "ideal",
        color: "c",
        form: "dashed",
        points: [
          [0, 0],
          [most, most],
        ],
      },
      ...(serialShare === undefined
        ? []
        : [
            {
              label: `Amdahl, ${Math.round(100 * serialShare)} % serial`,
              color: "b",
              form: "line",
              points: each.map(
                (workers) => [workers, (serial.ms / oneWorkerMs!) * amdahl(serialShare, workers)] as const,
              ),
            } as const,
          ]),
      { label: "measured", color: "a", form: "dots", points },
    ],
  }
}

function chunksPanel({ table, facts: { sampled }, chunkSize: chosen }: Drawn): Panel | undefined {
  const own = pools(table)
  const most = Math.max(...own.map(({ workers }) => workers))
  const swept = own.filter(({ workers }) => workers === most)
  const points = swept
    .flatMap(({ chunkSize, ms }) => (chunkSize === "auto" ? [] : [[chunkSize, ms] as const]))
    .toSorted(([a], [b]) => a - b)
  if (points.length < 2) return undefined
  const automatic = swept.find(({ chunkSize }) => chunkSize === "auto")
  const best = points.find(([size]) => size === chosen)
  return {
    title: `Time of ${sampled.toLocaleString("en")} tasks with ${most} ${own[0]!.technique === "threads" ? "threads" : "processes"}`,
    xLabel: "chunk size",
    x: "log",
    yText: tickText,
    series: [
      { label: "measured", color: "a", form: "line", points },
      { label: "", color: "a", form: "dots", points },
      ...(automatic === undefined
        ? []
        : [
            {
              label: "auto",
              color: "b",
              form: "dashed",
              points: [points[0]!, points.at(-1)!].map(([x]) => [x, automatic.ms] as const),
            } as const,
          ]),
    ],
    ...(best === undefined ? {} : { best }),
  }
}

function pools(table: readonly TuneRow[]): readonly TuneRow[] {
  const threads = table.filter(({ technique }) => technique === "threads")
  return threads.length > 0 ? threads : table.filter(({ technique }) => technique === "processes")
}
