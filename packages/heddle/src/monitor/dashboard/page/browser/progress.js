// How far the tasks of each name are: done, failed, running, and what waits.

import { swatch } from "./colours.js"
import { byId, empty, keep, make, setAttribute, setText } from "./dom.js"
import { leftOf } from "./summary.js"
import { count, rate, time } from "./words.js"

/** @typedef {import("../../board/message.ts").TaskRow} Task */

/** @param {import("./state.js").State} state */
export function showProgress(state) {
  const tasks = [...state.rows.tasks.values()].toSorted((a, b) => Number(isOver(a)) - Number(isOver(b)) || a.id - b.id)
  const list = byId("progress")
  keep(list, tasks, bar)
  empty(
    list,
    tasks.length === 0,
    "No task yet. Each name of a task gets a bar here: how many are done, failed, running and waiting.",
  )
}

/** @param {Task} task */
function isOver(task) {
  return task.running <= 0 && task.done + task.failed >= task.total
}

/** @param {Task} first */
function bar(first) {
  const [name, share, told] = [
    make("span", { class: "name" }),
    make("span", { class: "share" }),
    make("p", { class: "told" }),
  ]
  const parts = ["done", "failed", "running"].map((kind) => make("i", { class: kind }))
  const track = make(
    "div",
    { class: "track", role: "progressbar", "aria-valuemin": "0", "aria-label": first.name },
    ...parts,
  )
  parts[0]?.style.setProperty("--ink", swatch(first.id).style.getPropertyValue("--ink"))
  return Object.assign(make("li", {}, make("div", { class: "line" }, swatch(first.id), name, share), track, told), {
    /** @param {Task} task */
    update(task) {
      setText(name, task.name)
      setText(share, task.total === 0 ? "" : `${Math.floor((100 * (task.done + task.failed)) / task.total)} %`)
      for (const [i, n] of [task.done, task.failed, Math.max(0, task.running)].entries()) {
        const part = /** @type {HTMLElement} */ (parts[i])
        part.style.width = `${task.total === 0 ? 0 : (100 * n) / task.total}%`
      }
      setAttribute(track, "aria-valuemax", String(task.total))
      setAttribute(track, "aria-valuenow", String(task.done + task.failed))
      setText(told, words(task))
      setAttribute(track, "aria-valuetext", words(task))
    },
  })
}

/** @param {Task} task */
function words(task) {
  const ended = task.done + task.failed
  const waiting = task.total - ended - Math.max(0, task.running)
  const left = leftOf(task)
  return [
    `${count(task.done)} of ${count(task.total)}${task.open ? " or more" : ""} done`,
    ...(task.failed > 0 ? [`${count(task.failed)} failed`] : []),
    ...(task.retried > 0 ? [`${count(task.retried)} tried again`] : []),
    ...(task.running > 0 ? [`${count(task.running)} given to workers`] : []),
    ...(waiting > 0 ? [`${count(waiting)} waiting`] : []),
    ...(ended > 0 ? [`${time(task.busy / ended)} each`] : []),
    ...(task.rate > 0 ? [rate(task.rate)] : []),
    ...(left === undefined ? [] : [`${time(left)} left`]),
    ...(task.note === undefined && task.fraction === undefined ? [] : [lastWord(task)]),
  ].join(" · ")
}

/** @param {Task} task */
function lastWord({ fraction, note }) {
  return `last told ${fraction === undefined ? "" : `${Math.round(100 * fraction)} %`}${note === undefined ? "" : ` ${note}`}`
}
