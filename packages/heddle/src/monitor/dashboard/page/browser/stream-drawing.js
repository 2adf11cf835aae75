// Draws the stream: axis, a row for each worker, a rectangle for each span.

import { inkOf, pageColour } from "./colours.js"
import { digits } from "./words.js"

/** @typedef {import("../../board/message.ts").Span} Span */
/** @typedef {import("../../board/message.ts").WorkerRow} Worker */

export const axisHeight = 22

/** @param {number} workers @param {number} width */
export function layoutOf(workers, width) {
  const row = workers <= 8 ? 26 : workers <= 24 ? 18 : workers <= 64 ? 11 : 5
  return {
    row,
    gap: row > 8 ? 2 : row > 5 ? 1 : 0,
    left: width < 520 ? 54 : 112,
    height: Math.max(1, workers) * row + axisHeight,
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./state.js").State} state
 * @param {import("./stream-view.js").StreamView} view
 * @param {{ width: number, workers: readonly Worker[], chosen: Span | undefined }} shown
 */
export function drawStream(context, state, view, { width, workers, chosen }) {
  const layout = layoutOf(workers.length, width)
  const { left, row, gap } = layout
  const scale = (width - left) / (view.to - view.from)
  /** @param {number} at */
  const xOf = (at) => left + (at - view.from) * scale
  context.clearRect(0, 0, width, layout.height)
  context.font = "11px system-ui, sans-serif"
  context.textBaseline = "middle"
  drawAxis(context, view, { width, left, height: layout.height, xOf })
  context.save()
  context.beginPath()
  context.rect(left, 0, width - left, layout.height)
  context.clip()
  for (const [i, worker] of workers.entries()) {
    const [y, height] = [i * row, row - gap]
    if (worker.state === "busy" && !state.isEnded)
      drawRunning(context, worker, { from: xOf(worker.since), to: xOf(state.now), y, height })
    drawRow(context, inSight(state, worker.id, view), { xOf, scale, y, height, chosen })
  }
  context.restore()
  drawNames(context, workers, layout)
}

/** The spans of a worker that are in sight. They are nearly in the order of their beginnings. @param {import("./state.js").State} state @param {number} worker @param {{ from: number, to: number }} view */
export function inSight(state, worker, view) {
  const spans = state.byWorker.get(worker) ?? []
  const slack = state.longest + 2000
  return spans
    .slice(lowerBound(spans, view.from - slack), lowerBound(spans, view.to + slack))
    .filter(([, , at, ms]) => at + ms >= view.from && at <= view.to)
}

/** @param {readonly Span[]} spans @param {number} at */
function lowerBound(spans, at) {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (/** @type {Span} */ (spans[middle])[2] < at) low = middle + 1
    else high = middle
  }
  return low
}

/** Where a span is in its row: those of a fold lie one upon the other, as high as their share of the time. @param {Span} span @param {Span | undefined} before @param {number} below */
function placeOf(span, before, below) {
  const share = span[3] > 0 ? Math.min(1, span[4] / span[3]) : 1
  const isStacked = before !== undefined && before[2] === span[2] && before[3] === span[3]
  return { share, below: isStacked ? below : 0 }
}

/** @param {CanvasRenderingContext2D} context @param {readonly Span[]} spans @param {{ xOf: (at: number) => number, scale: number, y: number, height: number, chosen: Span | undefined }} row */
function drawRow(context, spans, { xOf, scale, y, height, chosen }) {
  let below = 0
  let last = -1
  for (const [i, span] of spans.entries()) {
    const place = placeOf(span, spans[i - 1], below)
    below = place.below + place.share
    const x = xOf(span[2])
    // One upon the other in a pixel nobody sees.
    const pixel = Math.floor(x)
    if (pixel === last && span[3] * scale < 1 && span[6] === 0 && span !== chosen) continue
    last = pixel
    const wide = Math.max(1, span[3] * scale - (span[3] * scale > 6 ? 1 : 0))
    const high = Math.max(1, place.share * height)
    const top = y + Math.max(0, height - (place.below + place.share) * height)
    context.fillStyle = inkOf(context, span[1])
    context.fillRect(x, top, wide, high)
    if (span[6] > 0) drawFailed(context, x, y, Math.max(2, wide * Math.min(1, span[6] / span[5])), height)
    if (span === chosen) outline(context, x, y, wide, height)
  }
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} wide @param {number} high */
function drawFailed(context, x, y, wide, high) {
  const [width, height] = [Math.max(3, wide), Math.max(3, high)]
  context.fillStyle = pageColour("text")
  context.fillRect(x, y, width, height)
  context.fillStyle = "#000"
  context.fillRect(x + 1, y + 1, width - 2, height - 2)
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} wide @param {number} high */
function outline(context, x, y, wide, high) {
  context.strokeStyle = pageColour("text")
  context.lineWidth = 2
  context.strokeRect(x - 1, y + 1, wide + 2, high - 2)
}

/** What runs has no end yet. @param {CanvasRenderingContext2D} context @param {Worker} worker @param {{ from: number, to: number, y: number, height: number }} where */
function drawRunning(context, worker, { from, to, y, height }) {
  if (worker.task === undefined || to - from < 1) return
  context.globalAlpha = 0.3
  context.fillStyle = inkOf(context, worker.task)
  context.fillRect(from, y, to - from, height)
  context.globalAlpha = 1
}

/** @param {CanvasRenderingContext2D} context @param {readonly Worker[]} workers @param {{ row: number, left: number }} layout */
function drawNames(context, workers, { row, left }) {
  context.fillStyle = pageColour("muted")
  context.textAlign = "right"
  const every = Math.ceil(13 / row)
  for (const [i, worker] of workers.entries()) {
    if (i % every !== 0) continue
    context.fillText(fitted(context, shortName(worker, workers), left - 12), left - 8, i * row + row / 2)
  }
}

/**
 * Its beginning and its end, where there is no room for more: workers differ in their numbers.
 * @param {CanvasRenderingContext2D} context @param {string} name @param {number} room
 */
function fitted(context, name, room) {
  let text = name
  for (let most = name.length - 1; most > 5 && context.measureText(text).width > room; most--)
    text = `${name.slice(0, most - 4)}…${name.slice(-3)}`
  return text
}

/** @param {Worker} worker @param {readonly Worker[]} workers */
export function shortName({ pool, worker }, workers) {
  const isAlone = workers.every((other) => other.pool === pool)
  return isAlone || worker.startsWith(pool) ? worker : `${pool} ${worker}`
}

/** @param {CanvasRenderingContext2D} context @param {{ from: number, to: number }} view @param {{ width: number, left: number, height: number, xOf: (at: number) => number }} area */
function drawAxis(context, { from, to }, { width, left, height, xOf }) {
  const step = niceStep(((to - from) * 90) / (width - left))
  context.textAlign = "center"
  context.lineWidth = 1
  for (let at = Math.max(0, Math.ceil(from / step) * step); at <= to; at += step) {
    const x = Math.round(xOf(at)) + 0.5
    context.strokeStyle = pageColour("line")
    context.beginPath()
    context.moveTo(x, 0)
    context.lineTo(x, height - axisHeight + 4)
    context.stroke()
    context.fillStyle = pageColour("muted")
    if (x > left + 16 && x < width - 20) context.fillText(tick(at, step), x, height - 8)
  }
}

/** @param {number} at @param {number} step */
function tick(at, step) {
  if (step < 1000) return `${(at / 1000).toFixed(step < 10 ? 3 : 2)} s`
  const seconds = Math.round(at / 1000)
  if (seconds < 60) return `${digits(seconds)} s`
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)]
  const rest = `${String(minutes).padStart(hours > 0 ? 2 : 1, "0")}:${String(seconds % 60).padStart(2, "0")}`
  return hours > 0 ? `${hours}:${rest}` : `${rest} min`
}

/** @param {number} least ms between two ticks */
function niceStep(least) {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5]
  return steps.find((step) => step >= least) ?? Math.ceil(least / 36e5) * 36e5
}
