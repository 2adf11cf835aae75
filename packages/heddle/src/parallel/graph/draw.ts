import { writeFileSync } from "node:fs"
import { inspect } from "node:util"
import { OptionError } from "../../core/errors/index.ts"
import { knownKeys } from "../../core/options/index.ts"
import { layout } from "./layout.ts"
import type { Layout, Point } from "./layout.ts"
import { planGraph } from "./plan.ts"
import type { GraphNode } from "./plan.ts"
import type { Template } from "./template.ts"

export interface VisualizeOptions {
  /** Where the picture is written: a path that ends in `.svg`. Default: nowhere. */
  readonly file?: string | undefined
}

const longestLabel = 34
const charWidth = 7.3
const boxHeight = 30
const layerHeight = 74
const margin = 20

/** The graph of `values` as an SVG: a box for each call, above what needs it; what was asked for has a heavy border. Reads in the dark, too. */
export function drawGraph(values: readonly unknown[], options: VisualizeOptions): string {
  knownKeys(options, ["file"], { filename: "file" })
  const { file } = options
  if (file !== undefined && (typeof file !== "string" || !file.endsWith(".svg")))
    throw new OptionError("file", "a path that ends in .svg", file)
  const { nodes } = planGraph(values)
  const labels = nodes.map(label)
  const boxes = nodes.map(({ deps }, i) => {
    return { width: Math.max(44, labels[i]!.length * charWidth + 22), from: deps.map(({ order }) => order) }
  })
  const svg = picture(
    nodes,
    labels,
    boxes.map(({ width }) => width),
    layout(boxes),
  )
  if (file !== undefined) writeFileSync(file, svg)
  return svg
}

/** The call as one would write it, with a dot for each result that comes from another one. */
function label({ name, args }: GraphNode): string {
  const text = `${name}(${args.map(brief).join(", ")})`
  return text.length <= longestLabel ? text : `${text.slice(0, longestLabel - 1)}…`
}

function brief(of: Template): string {
  switch (of[0]) {
    case 0:
      return plain(of[1])
    case 3:
      return `[${of[1].map(brief).join(", ")}]`
    case 4:
      return `{ ${of[1].map((key, i) => `${key}: ${brief(of[2][i]!)}`).join(", ")} }`
    case 5:
    case 6:
      return "{ · }"
    case 7:
      return `${brief(of[1])}[${of[2]}]`
    default:
      return "·"
  }
}

function plain(value: unknown): string {
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${(value as Uint8Array).length ?? value.byteLength})`
  if (typeof value === "function") return value.name || "function"
  return inspect(value, { depth: 0, maxArrayLength: 3, maxStringLength: 60, breakLength: Infinity, compact: true })
}

function picture(
  nodes: readonly GraphNode[],
  labels: readonly string[],
  widths: readonly number[],
  { boxes, lines, width, layers }: Layout,
): string {
  const across = Math.ceil(Math.max(0, width) + 2 * margin)
  const down = (nodes.length === 0 ? 0 : layers - 1) * layerHeight + boxHeight + 2 * margin
  const edges = lines.map(({ from, to, by }) => edge([boxes[from]!, ...by, boxes[to]!]))
  const shapes = nodes.map(({ root, deps }, i) => {
    const { x, y } = at(boxes[i]!)
    const wide = widths[i]!
    const kind = root ? "root" : deps.length === 0 ? "source" : "call"
    return `<g class="${kind}"><title>${escape(`${nodes[i]!.name}, call ${i + 1} of ${nodes.length}`)}</title><rect x="${r(x - wide / 2)}" y="${r(y - boxHeight / 2)}" width="${r(wide)}" height="${boxHeight}" rx="7"/><text x="${r(x)}" y="${r(y + 4.5)}">${escape(labels[i]!)}</text></g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${across}" height="${down}" viewBox="0 0 ${across} ${down}" role="img">
<title>A graph of ${nodes.length} calls</title>
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
