// The lines: throughput, processor, memory. uPlot draws them; the legend beside them tells the figures in words.

import { pageColour } from "./colours.js"
import { byId, empty, make, setAttribute, setText } from "./dom.js"
import { digits, percent, rate, size, time } from "./words.js"

/** @typedef {import("../../board/message.ts").Point} Point */
/** @typedef {{ key: keyof Point, label: string, colour: string, dash?: number[], fill?: boolean }} Line */
/** @typedef {{ title: string, text: (value: number) => string, lines: Line[], most?: number, steps?: number[], why: string }} Chart */

/** @type {Chart[]} */
const charts = [
  {
    title: "Tasks a second",
    text: rate,
    lines: [
      { key: "tasks", label: "ended", colour: "first", fill: true },
      { key: "failed", label: "failed", colour: "text", dash: [2, 3] },
    ],
    why: "How many tasks end in each second is drawn here.",
  },
  {
    title: "Processor",
    text: percent,
    most: 1,
    lines: [
      { key: "cpu", label: "this program", colour: "first", fill: true },
      { key: "systemCpu", label: "all programs", colour: "muted", dash: [4, 4] },
    ],
    why: "No measurement yet. The share of all processors that the program takes is drawn here.",
  },
  {
    title: "Memory",
    text: size,
    steps: Array.from({ length: 40 }, (_, i) => 2 ** (10 + i)),
    lines: [
      { key: "rss", label: "resident", colour: "first", fill: true },
      { key: "heap", label: "heap of JavaScript", colour: "second" },
      { key: "planned", label: "planned by arrays and frames", colour: "third", dash: [6, 3] },
      { key: "limit", label: "allowed", colour: "text", dash: [2, 3] },
    ],
    why: "No measurement yet. What the program takes, what a computation was planned to take, and what it may take are drawn here.",
  },
]

/** How much of the time is drawn while the program runs, in seconds. */
const shown = 300
const height = 112

export class Lines {
  #state
  #panes = charts.map((chart) => new LinePane(chart))

  /** @param {import("./state.js").State} state */
  constructor(state) {
    this.#state = state
    byId("lines").append(...this.#panes.map(({ element }) => element))
    new ResizeObserver(() => this.draw()).observe(byId("lines"))
  }

  /** After a change of the colours. */
  renew() {
    for (const pane of this.#panes) pane.renew()
    this.draw()
  }

  draw() {
    const { points, isEnded, now } = this.#state
    const from = isEnded ? -Infinity : now / 1000 - shown
    const first = points.findIndex(({ at }) => at >= from)
    for (const pane of this.#panes) pane.draw(first < 0 ? [] : points.slice(first))
  }
}

class LinePane {
  #chart
  /** @type {uPlot | undefined} */
  #plot
  #place = make("div", { class: "plot", role: "img" })
  #legend
  #why = make("div")
  #values
  element

  /** @param {Chart} chart */
  constructor(chart) {
    this.#chart = chart
    this.#values = chart.lines.map(() => make("b"))
    const samples = chart.lines.map(({ label, colour, dash }, i) => {
      const sample = make("span", { class: dash === undefined ? "sample" : "sample dashed", "aria-hidden": "true" })
      sample.style.setProperty("--ink", `var(--${colour})`)
      return make("li", {}, sample, `${label} `, /** @type {Node} */ (this.#values[i]))
    })
    this.#legend = make("ul", { class: "legend" }, ...samples)
    this.element = make("div", { class: "chart" }, make("h3", {}, chart.title), this.#why, this.#legend, this.#place)
  }

  renew() {
    this.#plot?.destroy()
    this.#plot = undefined
  }

  /** @param {readonly Point[]} points */
  draw(points) {
    const { lines, why } = this.#chart
    const isEmpty = !points.some((point) => lines.some(({ key }) => point[key] !== null))
    empty(this.#why, isEmpty, why)
    this.#place.hidden = this.#legend.hidden = isEmpty
    const width = this.#place.clientWidth
    if (isEmpty || width === 0) return
    const data = /** @type {uPlot.AlignedData} */ ([
      points.map(({ at }) => at),
      ...lines.map(({ key }) => points.map((point) => point[key])),
    ])
    if (this.#plot === undefined) this.#plot = new uPlot(this.#options(width), data, this.#place)
    else {
      if (this.#plot.width !== width) this.#plot.setSize({ width, height })
      this.#plot.setData(data)
    }
    this.#tell(points.at(-1))
    setAttribute(this.#place, "aria-label", this.#words(points))
  }

  /** @param {Point | undefined} point */
  #tell(point) {
    for (const [i, { key }] of this.#chart.lines.entries()) {
      const value = point?.[key] ?? null
      setText(/** @type {Node} */ (this.#values[i]), value === null ? "–" : this.#chart.text(value))
    }
  }

  /** The lines as text. @param {readonly Point[]} points */
  #words(points) {
    const told = this.#chart.lines.flatMap(({ key, label }) => {
      const values = points.map((point) => point[key]).filter((value) => value !== null)
      const [last, most] = [values.at(-1), Math.max(...values)]
      return last === undefined ? [] : [`${label} ${this.#chart.text(last)}, at most ${this.#chart.text(most)}`]
    })
    return `${this.#chart.title}: ${told.join("; ")}`
  }

  /** @param {number} width @returns {uPlot.Options} */
  #options(width) {
    const { lines, text, most, steps } = this.#chart
    const axis = {
      stroke: pageColour("muted"),
      font: "11px system-ui, sans-serif",
      ticks: { show: false },
      border: { show: false },
    }
    const grid = { stroke: pageColour("line"), width: 1 }
    return {
      width,
      height,
      legend: { show: false },
      cursor: { sync: { key: "heddle" }, points: { size: 6 }, drag: { x: false, y: false } },
      scales: {
        x: { time: false },
        y: { range: (_plot, _least, largest) => [0, Math.max(most ?? 0, largest * 1.1 || 1)] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 22,
          space: 70,
          values: (_plot, ticks) => ticks.map((at) => time(at * 1000)),
        },
        {
          ...axis,
          grid,
          size: 58,
          space: 26,
          ...(steps === undefined ? {} : { incrs: steps }),
          values: (_plot, ticks) =>
            ticks.map((value) => (most === undefined ? text(value) : `${digits(value * 100)} %`)),
        },
      ],
      series: [
        {},
        ...lines.map(({ label, colour, dash, fill }) => ({
          label,
          stroke: pageColour(colour),
          width: 1.5,
          points: { show: false },
          ...(dash === undefined ? {} : { dash }),
          ...(fill ? { fill: pageColour("tint") } : {}),
        })),
      ],
      hooks: {
        setCursor: [(plot) => this.#tell(pointAt(plot))],
      },
    }
  }
}

/** What is under the cursor; the last point where there is none. @param {uPlot} plot @returns {Point | undefined} */
function pointAt(plot) {
  const i = plot.cursor.idx ?? plot.data[0].length - 1
  const chart = charts.find(({ lines }) => lines[0]?.label === plot.series[1]?.label)
  const entries = chart?.lines.map(({ key }, line) => [key, plot.data[line + 1]?.[i] ?? null])
  return entries === undefined ? undefined : Object.fromEntries(entries)
}
