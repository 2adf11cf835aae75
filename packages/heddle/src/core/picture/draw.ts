import { layout } from "./layout.ts"
import type { Layout, Point } from "./layout.ts"

/** A box, below those that lead to it. They come in an order in which each follows those. */
export interface DrawnBox {
  readonly label: string
  /** What is told of it where the pointer is. */
  readonly title: string
  readonly kind: "root" | "source" | "call"
  readonly from: readonly number[]
}

const longestLabel = 34
const charWidth = 7.3
const boxHeight = 30
const layerHeight = 74
const margin = 20

/** Boxes and the lines between them as an SVG. Reads in the dark, too. */
export function drawBoxes(list: readonly DrawnBox[], title: string): string {
  const labels = list.map(({ label }) =>
    label.length <= longestLabel ? label : `${label.slice(0, longestLabel - 1)}…`,
  )
  const widths = labels.map((label) => Math.max(44, label.length * charWidth + 22))
  return picture(list, labels, widths, layout(list.map(({ from }, i) => ({ width: widths[i]!, from }))), title)
}

function picture(
  nodes: readonly DrawnBox[],
  labels: readonly string[],
  widths: readonly number[],
  { boxes, lines, width, layers }: Layout,
  title: string,
): string {
  const across = Math.ceil(Math.max(0, width) + 2 * margin)
  const down = (nodes.length === 0 ? 0 : layers - 1) * layerHeight + boxHeight + 2 * margin
  const edges = lines.map(({ from, to, by }) => edge([boxes[from]!, ...by, boxes[to]!]))
  const shapes = nodes.map(({ kind, title: told }, i) => {
    const { x, y } = at(boxes[i]!)
    const wide = widths[i]!
    return `<g class="${kind}"><title>${escape(told)}</title><rect x="${r(x - wide / 2)}" y="${r(y - boxHeight / 2)}" width="${r(wide)}" height="${boxHeight}" rx="7"/><text x="${r(x)}" y="${r(y + 4.5)}">${escape(labels[i]!)}</text></g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${across}" height="${down}" viewBox="0 0 ${across} ${down}" role="img">
<title>${escape(title)}</title>
<style>
  svg { background: #fff; font: 12.5px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
  rect { fill: #f2f4f7; stroke: #98a2b3 } text { fill: #1d2433; text-anchor: middle } path { fill: none; stroke: #98a2b3; stroke-width: 1.3 } marker path { fill: #98a2b3; stroke: none }
  .source rect { fill: #e3eefc; stroke: #6c94cf } .root rect { fill: #fdf0d9; stroke: #b97509; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    svg { background: #14171d } rect { fill: #242a35; stroke: #5d6777 } text { fill: #e6e9ef } path { stroke: #707b8d } marker path { fill: #707b8d }
    .source rect { fill: #1d2f4a; stroke: #4f7ab8 } .root rect { fill: #42310f; stroke: #d79a35 }
  }
</style>
<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 .8 7 4 0 7.2z"/></marker></defs>
${edges.join("\n")}
${shapes.join("\n")}
</svg>
`
}

function at({ x, layer }: Point): { readonly x: number; readonly y: number } {
  return { x: x + margin, y: layer * layerHeight + boxHeight / 2 + margin }
}

/** A curve through the points, leaving and arriving upright. */
function edge(points: readonly Point[]): string {
  const places = points.map(at)
  const [start] = places
  const last = places.at(-1)!
  let path = `M${r(start!.x)} ${r(start!.y + boxHeight / 2)}`
  let y = start!.y + boxHeight / 2
  for (const [i, point] of places.entries()) {
    if (i === 0) continue
    const to = point === last ? point.y - boxHeight / 2 : point.y
    const bend = (to - y) / 2
    path += `C${r(places[i - 1]!.x)} ${r(y + bend)} ${r(point.x)} ${r(to - bend)} ${r(point.x)} ${r(to)}`
    y = to
  }
  return `<path d="${path}" marker-end="url(#to)"/>`
}

const r = (value: number): string => String(Math.round(value * 10) / 10)

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
}
