// The workers: a table to sort; many of them as a histogram.

import { byId, empty, keep, make, setAttribute, setText } from "./dom.js"
import { count, counted, percent, size, time } from "./words.js"

/** @typedef {import("../../board/message.ts").WorkerRow} Worker */
/** @typedef {import("./state.js").State} State */
/** @typedef {{ name: string, value: (worker: Worker, state: State) => number | string, text: (worker: Worker, state: State) => string, isText?: boolean, histogram?: true }} Column */

/** More than these are told by how many of them do how much. */
const many = 64

/** @type {Column[]} */
const columns = [
  { name: "Worker", value: (w) => w.worker, text: (w) => w.worker, isText: true },
  {
    name: "Pool",
    value: (w) => w.pool,
    text: (w) => (w.backend === "" ? w.pool : `${w.pool}, ${w.backend}`),
    isText: true,
  },
  { name: "State", value: (w) => w.state, text: stateText, isText: true },
  { name: "Task", value: (w, s) => (w.task === undefined ? "" : s.taskName(w.task)), text: taskText, isText: true },
  { name: "Done", value: (w) => w.done, text: (w) => count(w.done), histogram: true },
  { name: "Failed", value: (w) => w.failed, text: (w) => count(w.failed), histogram: true },
  { name: "In tasks", value: (w) => w.busy, text: (w) => time(w.busy), histogram: true },
  {
    name: "CPU",
    value: (w) => w.cpu ?? -1,
    text: (w) => (w.cpu === undefined ? "–" : percent(w.cpu)),
    histogram: true,
  },
  {
    name: "Heap",
    value: (w) => w.heap ?? -1,
    text: (w) => (w.heap === undefined ? "–" : size(w.heap)),
    histogram: true,
  },
]

/** @param {Worker} worker */
function stateText({ state, reason }) {
  return reason === undefined ? state : `${state}: ${reason}`
}

/** @param {Worker} worker @param {State} state */
function taskText({ task, since }, state) {
  return task === undefined ? "–" : `${state.taskName(task)}, ${time(Math.max(0, state.now - since))}`
}

export class WorkerPane {
  #state
  #redraw
  #place = byId("workers")
  #sortedBy = 0
  #isDown = false
  #measured = columns.findIndex(({ name }) => name === "CPU")
  #showsAll = false
  #head = columns.map(({ name, isText }, i) => {
    const button = make("button", { type: "button" }, name)
    button.onclick = () => this.#sort(i)
    return make("th", { scope: "col", ...(isText ? {} : { class: "number" }) }, button)
  })
  #body = make("tbody")
  #table = make(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "Workers" },
    make("table", {}, make("thead", {}, make("tr", {}, ...this.#head)), this.#body),
  )
  #histogram = make("div", { class: "histogram" })

  /** @param {State} state @param {() => void} redraw */
  constructor(state, redraw) {
    this.#state = state
    this.#redraw = redraw
  }

  draw() {
    const state = this.#state
    const workers = state.workers
    const alive = workers.filter((worker) => worker.state !== "ended").length
    setText(
      byId("workers-what"),
      workers.length === 0 ? "" : `${counted(alive, "is", "are")} there, ${count(workers.length - alive)} ended`,
    )
    empty(
      this.#place,
      workers.length === 0,
      "No worker yet. Pools start them with their first task; each has a row here with what it does and takes.",
    )
    const isFolded = alive > many
    this.#show(this.#histogram, isFolded)
    this.#show(this.#table, workers.length > 0 && (!isFolded || this.#showsAll))
    if (isFolded) this.#drawHistogram(workers.filter((worker) => worker.state !== "ended"))
    if (!isFolded || this.#showsAll) this.#drawRows(workers)
  }

  /** @param {HTMLElement} element @param {boolean} isShown */
  #show(element, isShown) {
    if (isShown && !element.isConnected) this.#place.append(element)
    if (!isShown) element.remove()
  }

  /** @param {number} column */
  #sort(column) {
    this.#isDown = this.#sortedBy === column ? !this.#isDown : columns[column]?.isText !== true
    this.#sortedBy = column
    this.#redraw()
  }

  /** @param {readonly Worker[]} workers */
  #drawRows(workers) {
    for (const [i, head] of this.#head.entries()) {
      setAttribute(head, "aria-sort", i !== this.#sortedBy ? "none" : this.#isDown ? "descending" : "ascending")
    }
    const by = /** @type {Column} */ (columns[this.#sortedBy]).value
    const sign = this.#isDown ? -1 : 1
    const sorted = workers.toSorted((a, b) => sign * compare(by(a, this.#state), by(b, this.#state)) || a.id - b.id)
    keep(this.#body, sorted, () => this.#row())
  }

  #row() {
    const cells = columns.map(({ isText }, i) =>
      i === 0 ? make("th", { scope: "row" }) : make("td", isText ? {} : { class: "number" }),
    )
    const row = make("tr", {}, ...cells)
    return Object.assign(row, {
      /** @param {Worker} worker */
      update: (worker) => {
        row.className = worker.state
        for (const [i, { text }] of columns.entries())
          setText(/** @type {Node} */ (cells[i]), text(worker, this.#state))
      },
    })
  }

  /** @param {readonly Worker[]} workers */
  #drawHistogram(workers) {
    if (this.#histogram.childElementCount === 0) this.#fillHistogram()
    const column = /** @type {Column} */ (columns[this.#measured])
    const bars = binned(workers, column, this.#state)
    const most = Math.max(1, ...bars.map(({ n }) => n))
    const list = /** @type {HTMLElement} */ (this.#histogram.querySelector("ul"))
    keep(list, bars, () => {
      const [label, bar, told] = [make("span", { class: "bin" }), make("i"), make("span", { class: "number" })]
      return Object.assign(make("li", {}, label, make("span", { class: "track" }, bar), told), {
        /** @param {Bar} row */
        update(row) {
          setText(label, row.label)
          setText(told, count(row.n))
          bar.style.width = `${(100 * row.n) / most}%`
        },
      })
    })
  }

  #fillHistogram() {
    const select = make("select", { "aria-label": "What is counted" })
    for (const [i, { name, histogram }] of columns.entries()) {
      if (histogram)
        select.append(make("option", { value: String(i), ...(i === this.#measured ? { selected: "" } : {}) }, name))
    }
    select.onchange = () => {
      this.#measured = Number(select.value)
      this.#redraw()
    }
    const all = make("button", { type: "button", "aria-expanded": "false" }, "Show each")
    all.onclick = () => {
      this.#showsAll = !this.#showsAll
      setAttribute(all, "aria-expanded", String(this.#showsAll))
      this.#redraw()
    }
    this.#histogram.append(make("p", {}, "How many workers have how much: ", select, " ", all), make("ul"))
  }
}

/** @typedef {{ id: number, label: string, n: number }} Bar */

/** Ten steps from the least to the most. @param {readonly Worker[]} workers @param {Column} column @param {State} state @returns {Bar[]} */
function binned(workers, column, state) {
  const values = workers.map((worker) => Number(column.value(worker, state)))
  const [least, most] = column.name === "CPU" ? [0, Math.max(1, ...values)] : [Math.min(...values), Math.max(...values)]
  const step = (most - least) / 10 || 1
  const bars = Array.from({ length: 10 }, (_, id) => ({
    id,
    label: `from ${columnText(column, least + id * step)}`,
    n: 0,
  }))
  for (const value of values) {
    const bar = bars[Math.min(9, Math.max(0, Math.floor((value - least) / step)))]
    if (bar !== undefined) bar.n++
  }
  return bars
}

/** A value of the column as it tells those of workers. @param {Column} column @param {number} value */
function columnText({ name }, value) {
  return name === "CPU"
    ? percent(value)
    : name === "Heap"
      ? size(Math.max(0, value))
      : name === "In tasks"
        ? time(value)
        : count(value)
}

/** @param {number | string} a @param {number | string} b */
function compare(a, b) {
  return typeof a === "number" && typeof b === "number"
    ? a - b
    : String(a).localeCompare(String(b), "en", { numeric: true })
}
