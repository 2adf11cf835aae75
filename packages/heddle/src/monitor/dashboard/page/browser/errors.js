// Errors by their message, with the stack of the first of each.

import { byId, empty, keep, make, setText } from "./dom.js"
import { count, time, times } from "./words.js"

/** @typedef {import("../../board/message.ts").ErrorRow} ErrorRow */

const kinds = { task: "in a task", worker: "a worker", stray: "nobody waited for it" }

/** @param {import("./state.js").State} state */
export function showErrors(state) {
  const errors = [...state.rows.errors.values()].toSorted((a, b) => b.count - a.count || a.id - b.id)
  const place = byId("errors")
  keep(place, errors, (row) => errorElement(row, state))
  empty(
    place,
    errors.length === 0,
    "No error. What fails is listed here with its stack, how often it was, and in which task.",
  )
}

/** @param {ErrorRow} first @param {import("./state.js").State} state */
function errorElement(first, state) {
  const { error } = first
  const [many, told] = [make("span", { class: "many" }), make("span", { class: "told" })]
  const text = error.stack === "" ? `${error.name}: ${error.message}` : error.stack
  const head = make(
    "summary",
    {},
    many,
    make("span", { class: "message" }, make("b", {}, error.name), `: ${error.message}`),
    told,
  )
  const stack = make("pre", { tabindex: "0", "aria-label": "Stack" }, text)
  const copy = make("button", { type: "button" }, "Copy")
  copy.onclick = async () => {
    const isCopied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
    // Not every page may: then the text is chosen, to be copied by hand.
    if (!isCopied) getSelection()?.selectAllChildren(stack)
    copy.textContent = isCopied ? "Copied" : "Selected"
  }
  return Object.assign(make("details", { class: "error" }, head, make("div", { class: "stack" }, copy, stack)), {
    /** @param {ErrorRow} row */
    update(row) {
      setText(many, `${count(row.count)}×`)
      const where = row.task === undefined ? kinds[row.of] : row.task
      const again = row.retried > 0 ? ` · tried again ${times(row.retried)}` : ""
      setText(
        told,
        `${where}${row.worker === undefined ? "" : ` · last in ${row.worker}`} · ${time(Math.max(0, state.now - row.last))} ago${again}`,
      )
    },
  })
}
