// The task stream: the canvas with its mouse, its keys, and the same as a table.

import { swatch } from "./colours.js"
import { byId, keep, make, setAttribute, setText } from "./dom.js"
import { drawStream, inSight, layoutOf, shortName } from "./stream-drawing.js"
import { StreamView } from "./stream-view.js"
import { count, counted, percent, time } from "./words.js"

/** @typedef {import("../../board/message.ts").Span} Span */

const mostNames = 12

export class Stream {
  #state
  #view = new StreamView()
  #canvas = /** @type {HTMLCanvasElement} */ (byId("stream-canvas"))
  #context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"))
  /** @type {Span | undefined} */
  #chosen
  #row = 0
  #width = 0

  /** @param {import("./state.js").State} state @param {() => void} redraw */
  constructor(state, redraw) {
    this.#state = state
    /** @param {() => void} act */
    const then = (act) => () => {
      act()
      redraw()
    }
    byId("zoom-in").onclick = then(() => this.#view.zoom(0.5))
    byId("zoom-out").onclick = then(() => this.#view.zoom(2))
    byId("show-all").onclick = then(() => this.#view.showAll(state))
    byId("go-live").onclick = then(() => this.#view.goLive())
    byId("stream-table").ontoggle = redraw
    this.#listenToMouse(redraw)
    this.#canvas.onkeydown = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !this.#key(event.key)) return
      event.preventDefault()
      redraw()
    }
    new ResizeObserver(redraw).observe(byId("stream-scroll"))
  }

  /** The whole time, as a report has it. */
  showAll() {
    this.#view.showAll(this.#state)
    byId("go-live").hidden = true
  }

  draw() {
    const [state, view] = [this.#state, this.#view]
    const workers = this.#workers
    view.follow(state)
    setAttribute(byId("go-live"), "aria-pressed", String(view.isLive))
    const isEmpty = state.spans.length === 0
    byId("stream-empty").hidden = !isEmpty
    byId("stream-told").hidden = byId("stream-table").hidden = isEmpty
    byId("stream-scroll").hidden = workers.length === 0
    this.#drawLegend()
    if (workers.length > 0) {
      this.#fit(workers.length)
      drawStream(this.#context, state, view, { width: this.#width, workers, chosen: this.#chosen })
    }
    setAttribute(
      this.#canvas,
      "aria-label",
      `Task stream of ${counted(workers.length, "worker", "workers")}, ${count(state.spans.length)} rectangles kept`,
    )
    if (/** @type {HTMLDetailsElement} */ (byId("stream-table")).open) this.#drawTable()
  }

  get #workers() {
    return this.#state.workers.filter((worker) => worker.state !== "ended" || this.#state.byWorker.has(worker.id))
  }

  /** The canvas has as many pixels as the screen. @param {number} workers */
  #fit(workers) {
    const ratio = window.devicePixelRatio
    const width = byId("stream-scroll").clientWidth
    const { height } = layoutOf(workers, width)
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)]
    if (this.#canvas.width !== w || this.#canvas.height !== h) {
      this.#canvas.width = w
      this.#canvas.height = h
      this.#canvas.style.height = `${height}px`
    }
    this.#width = width
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0)
  }

  #drawLegend() {
    const tasks = [...this.#state.rows.tasks.values()]
    const more = tasks.length - mostNames
    const rows = tasks.slice(0, mostNames).map(({ id, name }) => ({ id, name }))
    if (this.#state.totals.failed > 0) rows.push({ id: -1, name: "failed" })
    if (more > 0) rows.push({ id: -2, name: `and ${counted(more, "name", "names")} more` })
    keep(byId("legend"), rows, ({ id, name }) => {
      const sample =
        id >= 0 ? swatch(id) : make("span", { class: id === -1 ? "swatch failed" : "", "aria-hidden": "true" })
      return make("li", {}, sample, make("span", {}, name))
    })
  }

  #drawTable() {
    const [state, view] = [this.#state, this.#view]
    const rows = this.#workers.map((worker) => {
      const spans = inSight(state, worker.id, view)
      const [ms, tasks, failed] = [4, 5, 6].map((i) =>
        spans.reduce((sum, span) => sum + /** @type {number} */ (span[i]), 0),
      )
      const last = spans.at(-1)
      return [
        shortName(worker, this.#workers),
        percent((ms ?? 0) / (view.to - view.from)),
        count(tasks ?? 0),
        count(failed ?? 0),
        last === undefined ? "–" : state.taskName(last[1]),
      ]
    })
    const head = make(
      "tr",
      {},
      ...["Worker", "Busy", "Tasks", "Failed", "Last task"].map((text) => make("th", { scope: "col" }, text)),
    )
    const body = rows.map((cells) =>
      make("tr", {}, ...cells.map((text, i) => make(i === 0 ? "th" : "td", i === 0 ? { scope: "row" } : {}, text))),
    )
    const caption = make("caption", {}, `From ${time(Math.max(0, view.from))} to ${time(view.to)}`)
    byId("stream-table")
      .querySelector("div")
      ?.replaceChildren(make("table", {}, caption, make("thead", {}, head), make("tbody", {}, ...body)))
  }

  /** @param {() => void} redraw */
  #listenToMouse(redraw) {
    const canvas = this.#canvas
    /** @type {number | undefined} */
    let held
    canvas.onpointerdown = (event) => {
      held = event.clientX
      canvas.setPointerCapture(event.pointerId)
    }
    canvas.onpointerup = canvas.onpointercancel = () => {
      held = undefined
    }
    canvas.onpointermove = (event) => {
      if (held !== undefined && Math.abs(event.clientX - held) > 2) {
        this.#view.move((held - event.clientX) * this.#msPerPixel)
        held = event.clientX
      } else if (held === undefined) this.#choose(this.#at(event))
      redraw()
    }
    canvas.onpointerleave = () => {
      if (document.activeElement !== canvas) this.#choose(undefined)
      redraw()
    }
    canvas.addEventListener(
      "wheel",
      (event) => {
        const isZoom = event.ctrlKey || event.metaKey
        const sideways = event.shiftKey ? event.deltaY : event.deltaX
        if (!isZoom && Math.abs(sideways) < 1) return
        event.preventDefault()
        if (isZoom) this.#view.zoom(Math.exp(event.deltaY / 300), this.#timeAt(event))
        else this.#view.move(sideways * this.#msPerPixel)
        redraw()
      },
      { passive: false },
    )
    canvas.ondblclick = (event) => {
      this.#view.zoom(0.25, this.#timeAt(event))
      redraw()
    }
  }

  get #left() {
    return layoutOf(this.#workers.length, this.#width).left
  }

  get #msPerPixel() {
    return (this.#view.to - this.#view.from) / Math.max(1, this.#width - this.#left)
  }

  /** @param {MouseEvent} event */
  #timeAt(event) {
    return this.#view.from + (event.offsetX - this.#left) * this.#msPerPixel
  }

  /** The span under the mouse, or close beside it. @param {MouseEvent} event */
  #at(event) {
    const workers = this.#workers
    this.#row = Math.floor(event.offsetY / layoutOf(workers.length, this.#width).row)
    const worker = workers[this.#row]
    if (worker === undefined) return undefined
    const [at, near] = [this.#timeAt(event), 2 * this.#msPerPixel]
    return inSight(this.#state, worker.id, { from: at - near, to: at + near }).at(-1)
  }

  /** @param {Span | undefined} span */
  #choose(span) {
    this.#chosen = span
    setText(byId("stream-told"), span === undefined ? "" : this.#words(span))
  }

  /** @param {Span} span */
  #words([worker, task, at, ms, busy, tasks, failed]) {
    const row = this.#state.rows.workers.get(worker)
    const many =
      tasks > 1 ? `${count(tasks)} tasks, ${time(busy)} of ${time(ms)}, ${time(busy / tasks)} each` : time(ms)
    return [
      this.#state.taskName(task),
      many,
      ...(failed > 0 ? [`${count(failed)} failed`] : []),
      row === undefined ? "" : shortName(row, this.#workers),
      `at ${(at / 1000).toFixed(2)} s`,
    ].join(" · ")
  }

  /** @param {string} key @returns {boolean} whether it means something here */
  #key(key) {
    const view = this.#view
    const page = (view.to - view.from) * 0.8
    /** @type {Record<string, () => void>} */
    const acts = {
      ArrowLeft: () => this.#step(-1),
      ArrowRight: () => this.#step(1),
      ArrowUp: () => this.#changeRow(-1),
      ArrowDown: () => this.#changeRow(1),
      "+": () => view.zoom(0.5, this.#chosen?.[2]),
      "=": () => view.zoom(0.5, this.#chosen?.[2]),
      "-": () => view.zoom(2, this.#chosen?.[2]),
      PageUp: () => view.move(-page),
      PageDown: () => view.move(page),
      Home: () => view.showAll(this.#state),
      End: () => view.goLive(),
      Escape: () => this.#choose(undefined),
    }
    acts[key]?.()
    return key in acts
  }

  /** @param {number} by */
  #step(by) {
    const spans = this.#spansOfRow
    const i = this.#chosen === undefined ? spans.length : spans.indexOf(this.#chosen) + by
    this.#go(spans[Math.max(0, Math.min(spans.length - 1, i))])
  }

  /** To the span of the next worker that began nearest. @param {number} by */
  #changeRow(by) {
    this.#row = Math.max(0, Math.min(this.#workers.length - 1, this.#row + by))
    const at = this.#chosen?.[2] ?? this.#view.to
    this.#go(this.#spansOfRow.findLast((span) => span[2] <= at) ?? this.#spansOfRow[0])
  }

  get #spansOfRow() {
    return this.#state.byWorker.get(this.#workers[this.#row]?.id ?? -1) ?? []
  }

  /** @param {Span | undefined} span */
  #go(span) {
    if (span !== undefined) this.#view.reveal(span[2], span[2] + span[3])
    this.#choose(span)
  }
}
