// The line of figures on top: is it running, how far is it, what does it take.

import { byId, keep, make, setText } from "./dom.js"
import { count, counted, percent, rate, size, time } from "./words.js"

/** @typedef {{ id: number, term: string, value: string, note: string, tone?: string }} Figure */

/** @param {import("./state.js").State} state */
export function showSummary(state) {
  keep(byId("summary"), figures(state), figureElement)
  const { about } = state
  if (about === undefined) return
  setText(byId("title"), about.title)
  setText(
    byId("about"),
    `heddle dashboard · pid ${about.pid} · Node ${about.node} · ${counted(about.processors, "processor", "processors")}`,
  )
  document.title = `${about.title} · heddle`
}

/** @param {import("./state.js").State} state @returns {Figure[]} */
function figures(state) {
  const { totals } = state
  const workers = state.workers.filter((worker) => worker.state !== "ended")
  const busy = workers.filter((worker) => worker.state === "busy").length
  const tasks = [...state.rows.tasks.values()]
  const perSecond = tasks.reduce((sum, task) => sum + task.rate, 0)
  const last = state.points.findLast((point) => point.rss !== null)
  return [
    {
      id: 0,
      term: "Workers busy",
      value: workers.length === 0 ? "–" : `${count(busy)} of ${count(workers.length)}`,
      note: workers.length === 0 ? "none is there" : percent(busy / workers.length),
    },
    { id: 1, term: "Tasks done", value: count(totals.done), note: knownTotal(tasks) },
    { id: 2, term: "Throughput", value: rate(perSecond), note: "tasks, over 5 s" },
    { id: 3, term: "Time left", value: timeLeft(tasks), note: `${time(state.now)} so far` },
    {
      id: 4,
      term: "Failed",
      value: count(totals.failed),
      note: totals.retried === 0 ? "none tried again" : `${count(totals.retried)} more tried again`,
      tone: totals.failed > 0 ? "bad" : "",
    },
    {
      id: 5,
      term: "Memory",
      value: last === undefined || last.rss === null ? "–" : size(last.rss),
      note: memoryNote(state, last),
    },
    {
      id: 6,
      term: "Processor",
      value: last === undefined || last.cpu === null ? "–" : percent(last.cpu),
      note: last === undefined || last.systemCpu === null ? "not measured" : `all programs ${percent(last.systemCpu)}`,
    },
  ]
}

/** @param {import("../../board/message.ts").TaskRow[]} tasks */
function knownTotal(tasks) {
  const total = tasks.reduce((sum, task) => sum + task.total, 0)
  return total === 0 ? "none was given" : `of ${count(total)}${tasks.some((task) => task.open) ? " or more" : ""}`
}

/** @param {import("../../board/message.ts").TaskRow} task */
export function leftOf(task) {
  const left = task.total - task.done - task.failed
  if (left <= 0 || task.rate === 0 || task.open) return undefined
  return (1000 * left) / task.rate
}

/** @param {import("../../board/message.ts").TaskRow[]} tasks */
function timeLeft(tasks) {
  if (tasks.some((task) => task.open && task.running > 0)) return "unknown"
  const lefts = tasks.map(leftOf).filter((ms) => ms !== undefined)
  return lefts.length === 0 ? "–" : time(Math.max(...lefts))
}

/** @param {import("./state.js").State} state @param {import("../../board/message.ts").Point | undefined} last */
function memoryNote({ totals }, last) {
  if (totals.spilled > 0) return `${size(totals.spilled)} went to disk`
  if (last !== undefined && last.limit !== null) return `of ${size(last.limit)} allowed`
  if (totals.moved > 0) return `${size(totals.moved)} sent in ${time(totals.movedMs)}`
  return last === undefined ? "not measured" : last.heap === null ? "" : `heap ${size(last.heap)}`
}

/** @param {Figure} _figure */
function figureElement(_figure) {
  const [term, value, note] = [make("dt"), make("dd", { class: "value" }), make("dd", { class: "note" })]
  return Object.assign(make("div", {}, term, value, note), {
    /** @param {Figure} figure */
    update(figure) {
      setText(term, figure.term)
      setText(value, figure.value)
      setText(note, figure.note)
      value.classList.toggle("bad", figure.tone === "bad")
    },
  })
}
