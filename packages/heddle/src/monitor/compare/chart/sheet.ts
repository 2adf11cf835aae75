const style = `
  svg { background: #fff; font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif }
  text { fill: #1d2433 } .dim { fill: #667085 } .title { font-size: 15px; font-weight: 600 } .head { font-weight: 600 }
  .grid { stroke: #e4e7ec } .axis { stroke: #98a2b3 } .middle { text-anchor: middle } .end { text-anchor: end }
  .line { fill: none; stroke-width: 2; stroke-linejoin: round } .dashed { stroke-dasharray: 5 4; stroke-width: 1.5 }
  .a { stroke: #2563c9; fill: #2563c9 } .b { stroke: #c2640c; fill: #c2640c } .c { stroke: #7a8599; fill: #7a8599 }
  .line.a, .line.b, .line.c { fill: none } .bar { opacity: .16; stroke: none } .dot { opacity: .5; stroke: none }
  .best { fill: none; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    svg { background: #14171d } text { fill: #e6e9ef } .dim { fill: #98a2b3 } .grid { stroke: #2a303b } .axis { stroke: #5d6777 }
    .a { stroke: #6ea8fe; fill: #6ea8fe } .b { stroke: #f2a355; fill: #f2a355 } .c { stroke: #8b95a7; fill: #8b95a7 } .bar { opacity: .22 }
  }`

/** A whole SVG. @param title for who does not see it */
export function sheet(width: number, height: number, title: string, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<style>${style}
</style>
${parts.join("\n")}
</svg>
`
}

export function text(x: number, y: number, content: string, classes: string = ""): string {
  return `<text x="${round(x)}" y="${round(y)}"${classes === "" ? "" : ` class="${classes}"`}>${escaped(content)}</text>`
}

export function rule(x1: number, y1: number, x2: number, y2: number, classes: string): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${classes}"/>`
}

export function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
}

export const round = (value: number): string => String(Math.round(value * 10) / 10)
