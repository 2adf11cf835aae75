// Begins: with the data that the page has in it, or with messages of the program that it came from.

import { forgetPageColours } from "./colours.js"
import { Lines } from "./charts.js"
import { byId, setAttribute, setText } from "./dom.js"
import { showErrors } from "./errors.js"
import { showLists } from "./lists.js"
import { showProgress } from "./progress.js"
import { State } from "./state.js"
import { Stream } from "./stream.js"
import { showSummary } from "./summary.js"
import { WorkerPane } from "./workers.js"
import { count, counted, time } from "./words.js"

const state = new State()
let isAsked = false
const stream = new Stream(state, ask)
const workers = new WorkerPane(state, ask)
const lines = new Lines(state)
let knownErrors = 0

/** Draws in the next frame, once for all that has come until then; a page that nobody sees waits. */
function ask() {
  if (isAsked) return
  isAsked = true
  requestAnimationFrame(() => {
    isAsked = false
    draw()
  })
}

function draw() {
  if (state.about === undefined) return
  showSummary(state)
  stream.draw()
  showProgress(state)
  lines.draw()
  showErrors(state)
  workers.draw()
  showLists(state)
  const { undrawn } = state.totals
  const dropped =
    undrawn === 0 ? "" : ` ${counted(undrawn, "older task is", "older tasks are")} in all sums, and not drawn any more.`
  setText(byId("foot"), `Began ${new Date(state.about.began).toLocaleString()}.${dropped}`)
  document.documentElement.dataset.drawn = String(state.totals.done + state.totals.failed)
}

/** @param {string} tone @param {string} text */
function showConnection(tone, text) {
  const pill = byId("connection")
  pill.dataset.tone = tone
  setText(pill, text)
}

/** The program tells something each second, unless its main thread is busy. */
function watchForSilence() {
  const silent = performance.now() - state.told
  const pill = byId("connection")
  if (pill.dataset.tone === "live" && silent > 3000) showConnection("late", "the program's main thread is busy")
  else if (pill.dataset.tone === "late" && silent < 3000) showConnection("live", "live")
}

/** New errors are read aloud, the rest is not. */
function tellNews() {
  const { size } = state.rows.errors
  if (size > knownErrors) setText(byId("news"), `${count(size)} different ${size === 1 ? "error" : "errors"} so far`)
  knownErrors = size
}

function showReport(/** @type {string} */ data) {
  state.begin(JSON.parse(data))
  state.isEnded = true
  stream.showAll()
  const at = new Date((state.about?.began ?? 0) + state.now)
  showConnection("over", `report of ${at.toLocaleString()}, ${time(state.now)}`)
  byId("go-live").hidden = true
  draw()
}

function connect() {
  const base = location.pathname.replace(/[^/]*$/, "")
  const source = new EventSource(`${base}events`)
  /** @param {(data: never) => void} take */
  const heard = (take) => (/** @type {MessageEvent<string>} */ event) => {
    take(/** @type {never} */ (JSON.parse(event.data)))
    tellNews()
    ask()
  }
  source.addEventListener(
    "snapshot",
    heard((/** @type {import("./state.js").Snapshot} */ snapshot) => {
      state.begin(snapshot)
      setUpProfile(base, snapshot.about.profile)
      byId("save").hidden = false
      showConnection("live", "live")
    }),
  )
  source.addEventListener(
    "batch",
    heard((/** @type {import("./state.js").Batch} */ batch) => state.add(batch)),
  )
  source.addEventListener("ended", () => {
    source.close()
    state.isEnded = true
    showConnection("over", "the program has ended")
    ask()
  })
  setInterval(watchForSilence, 1000)
  source.onopen = () => showConnection("live", "live")
  source.onerror = () => {
    showConnection("lost", "not connected: this is the last that was told")
    if (source.readyState === EventSource.CLOSED) void lookForReport(base)
  }
}

/** Where the program was, its report may be. @param {string} base */
async function lookForReport(base) {
  const answer = await fetch(`${base}events`).catch(() => undefined)
  if (answer?.status === 204) location.reload()
}

/** @param {string} base @param {boolean} isThere */
function setUpProfile(base, isThere) {
  const button = /** @type {HTMLButtonElement} */ (byId("profile"))
  button.hidden = !isThere
  button.onclick = async () => {
    button.disabled = true
    setText(button, "Profiling …")
    const answer = await fetch(`${base}profile?seconds=5`, { method: "POST" }).catch(() => undefined)
    setText(button, "Profile 5 s")
    button.disabled = false
    // A window that opens by itself so long after the click would be blocked.
    byId("profile-link").hidden = answer?.ok !== true
    if (answer?.ok) setText(byId("news"), "The profile can be opened")
    else setText(button, `No profile: ${((await answer?.text()) ?? "the program does not answer").trim()}`)
  }
}

/** Light or dark: as the system has it, until someone chooses. */
function setUpTheme() {
  const [button, prefers] = [byId("theme"), matchMedia("(prefers-color-scheme: dark)")]
  const isDark = () => (document.documentElement.dataset.theme ?? (prefers.matches ? "dark" : "light")) === "dark"
  const show = () => {
    setAttribute(button, "aria-pressed", String(isDark()))
    forgetPageColours()
    lines.renew()
    ask()
  }
  button.onclick = () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark"
    show()
  }
  prefers.onchange = show
  show()
}

setUpTheme()
const data = document.getElementById("data")?.textContent
if (data) showReport(data)
else connect()
