import type { Frame } from "../frame.ts"
import { fileOf } from "../rows.ts"
import { folded, selfTimes } from "../samples.ts"
import type { ThreadSamples } from "../samples.ts"
import { headOf } from "../table.ts"
import type { Saved } from "./saved.ts"
import { pageScript } from "./page-script.ts"
import { pageStyle } from "./page-style.ts"

/** What the page draws. Nodes have their caller's number, -1 for none, lower than their own. */
interface PageData {
  readonly frames: readonly (readonly [name: string, where: string, kind: string])[]
  readonly threads: readonly {
    readonly name: string
    readonly parents: readonly number[]
    readonly frames: readonly number[]
    /** Microseconds. */
    readonly self: readonly number[]
  }[]
}

/** A flame graph in one page: no other file, no network. */
export function writePage({ threads, frames, totals }: Saved): string {
  const data = dataOf(threads.map((thread) => folded(thread, frames)))
  const head = headOf(totals)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escaped(`profile: ${head}`)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<h1>profile</h1>
<p>${escaped(head)}</p>
<nav>
<label>thread <select id="thread"></select></label>
<label>order <select id="order"><option value="time">longest first</option><option value="name">by name</option></select></label>
<label><input type="checkbox" id="idle"> idle</label>
<label>search <input type="search" id="search" placeholder="name or file ( / )"></label>
<button id="reset">whole (Esc)</button>
<output id="found"></output>
</nav>
</header>
<main>
<div id="graph"><canvas id="flame" tabindex="0" role="img" aria-label="flame graph: arrows move, Enter zooms in, Escape zooms out"></canvas></div>
<p id="what" aria-live="polite">A function's width is its time. Click zooms in; arrows move, Enter zooms, Escape zooms out, / searches, t is the next thread.</p>
<table id="top"><thead><tr><th>self</th><th>%</th><th>cumulative</th><th>%</th><th>function</th></tr></thead><tbody></tbody></table>
</main>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>
<script>${pageScript}</script>
</body>
</html>
`
}

function dataOf(threads: readonly ThreadSamples[]): PageData {
  const numbers = new Map<Frame, number>()
  const frames: (readonly [string, string, string])[] = []
  const numberOf = (frame: Frame): number => {
    let number = numbers.get(frame)
    if (number === undefined) {
      const where = frame.url === "" ? "" : `${fileOf(frame.url)}:${frame.line}`
      numbers.set(frame, (number = frames.push([frame.name, where, frame.kind]) - 1))
    }
    return number
  }
  return {
    threads: threads.map((thread) => ({
      name: thread.name,
      parents: thread.nodes.map(({ parent }) => parent),
      frames: thread.nodes.map(({ frame }) => numberOf(frame)),
      self: [...selfTimes(thread)].map(Math.round),
    })),
    frames,
  }
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => entities[char]!)
}
