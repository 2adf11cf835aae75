// What not every program has: computations, actors, cached functions, hints. A list without rows is one sentence.

import { byId, empty, keep, make, setText } from "./dom.js"
import { count, size, time, times } from "./words.js"

/** @typedef {import("./state.js").State} State */
/** @typedef {{ id: number } & Record<string, unknown>} Row */
/** @typedef {{ name: keyof State["rows"], title: string, what: string, empty: string, head: string[], cells: (row: never, state: State) => string[] }} List */

/** @type {List[]} */
const lists = [
  {
    name: "stages",
    title: "Computations",
    what: "arrays, frames, kernels",
    empty: "None. Passes over arrays, queries of frames and calls of kernels are listed here with how long they took.",
    head: ["", "What", "Took", "Planned"],
    cells: (/** @type {import("../../board/message.ts").StageRow} */ row) => [
      row.of,
      `${row.label}${row.of !== "kernel" && row.stages > 1 ? ` (${row.number} of ${row.stages})` : ""}${row.count > 1 ? `, ${times(row.count)}` : ""}`,
      row.error !== undefined ? row.error : row.running ? "running" : time(row.ms ?? 0),
      row.planned === undefined ? "–" : size(row.planned),
    ],
  },
  {
    name: "actors",
    title: "Actors",
    what: "of heddle/remote",
    empty: "None. Actors are listed here: where each lives, and how often it was started again.",
    head: ["Actor", "Class", "State", "Worker"],
    cells: (/** @type {import("../../board/message.ts").ActorRow} */ row) => [
      row.actor,
      row.name,
      `${row.state}${row.reason === undefined ? "" : `: ${row.reason}`}${row.restarts > 0 ? `, restarted ${times(row.restarts)}` : ""}`,
      row.worker ?? "–",
    ],
  },
  {
    name: "caches",
    title: "Cached functions",
    what: "of heddle/memory",
    empty: "None. Functions whose results are kept are listed here, with what that has saved.",
    head: ["Function", "Hits", "Runs", "Saved"],
    cells: (/** @type {import("../../board/message.ts").CacheRow} */ row) => [
      row.name,
      `${count(row.hits)} (${Math.round((100 * row.hits) / Math.max(1, row.hits + row.runs))} %)`,
      count(row.runs),
      time(row.saved),
    ],
  },
  {
    name: "hints",
    title: "Hints",
    what: "on how to be faster",
    empty: "None. Where heddle sees what would make the program faster, it says so here.",
    head: ["Hint"],
    cells: (/** @type {import("../../board/message.ts").HintRow} */ row) => [
      `${row.message}${row.count > 1 ? ` (${times(row.count)})` : ""}`,
    ],
  },
]

/** @type {Map<string, { place: HTMLElement, table: HTMLElement, body: HTMLElement }>} */
const panes = new Map()

/** @param {State} state */
export function showLists(state) {
  for (const list of lists) showList(list, state)
}

/** @param {List} list @param {State} state */
function showList(list, state) {
  const { place, table, body } = panes.get(list.name) ?? makePane(list)
  const rows = [...state.rows[list.name].values()].toSorted((a, b) => b.id - a.id)
  table.hidden = rows.length === 0
  empty(place, rows.length === 0, list.empty)
  keep(body, rows, () => {
    const cells = list.head.map((_, i) => (i === 0 ? make("th", { scope: "row" }) : make("td")))
    return Object.assign(make("tr", {}, ...cells), {
      /** @param {unknown} row */
      update(row) {
        for (const [i, text] of list.cells(/** @type {never} */ (row), state).entries())
          setText(/** @type {Node} */ (cells[i]), text)
      },
    })
  })
}

/** @param {List} list */
function makePane({ name, title, what, head }) {
  const body = make("tbody")
  const columns = head.map((text) => make("th", { scope: "col" }, text === "" ? "Kind" : text))
  const table = make(
    "div",
    { class: "scroll low", tabindex: "0", role: "region", "aria-label": title },
    make("table", {}, make("thead", {}, make("tr", {}, ...columns)), body),
  )
  const place = make("div", {}, table)
  const heading = make(
    "div",
    { class: "head" },
    make("h2", { id: `${name}-head` }, title),
    make("p", { class: "what" }, what),
  )
  byId("lists").append(make("section", { "aria-labelledby": `${name}-head` }, heading, place))
  const pane = { place, table, body }
  panes.set(name, pane)
  return pane
}
