/** Which colours a picture has: what its reader prefers, or one of the two. */
export type Theme = "auto" | "light" | "dark"

interface Colours {
  readonly paper: string
  readonly ink: string
  readonly quiet: string
  readonly grid: string
  readonly track: string
  readonly machine: string
  readonly machineLine: string
  readonly cpu: string
  readonly memory: string
  readonly busy: string
  readonly loop: string
}

/* Blue and orange are told apart by all readers (Okabe and Ito, 2008); the lines differ in their strokes, too. */
const light: Colours = {
  paper: "#ffffff",
  ink: "#1d2433",
  quiet: "#5b6577",
  grid: "#e4e8ee",
  track: "#f3f5f8",
  machine: "#e1e5eb",
  machineLine: "#8a94a6",
  cpu: "#0067b1",
  memory: "#c04e00",
  busy: "#4f93cb",
  loop: "#8a94a6",
}

const dark: Colours = {
  paper: "#14171d",
  ink: "#e6e9ef",
  quiet: "#9aa5b5",
  grid: "#272d37",
  track: "#1b2028",
  machine: "#2b323d",
  machineLine: "#7d899b",
  cpu: "#5fb4f0",
  memory: "#f0a04b",
  busy: "#3b7fb5",
  loop: "#707c8e",
}

/** Colours as plain rules: not all that show SVG know variables. */
function rules(of: Colours): string {
  return `svg{background:${of.paper}}text{fill:${of.ink}}.quiet,.tick,.unit{fill:${of.quiet}}.grid{stroke:${of.grid}}.axis{stroke:${of.machineLine}}.track{fill:${of.track}}.machine{fill:${of.machine}}.machine-memory{stroke:${of.machineLine}}.machine-name{fill:${of.quiet}}.cpu,.cpu-band,.cpu-area,.cpu-name{fill:${of.cpu}}.cpu{fill:none;stroke:${of.cpu}}.memory{stroke:${of.memory}}.memory-name{fill:${of.memory}}.busy{fill:${of.busy}}.loop{fill:${of.loop}}.to-cpu{stroke:${of.cpu}}.to-memory{stroke:${of.memory}}.to-machine{stroke:${of.machineLine}}.paper{fill:${of.paper}}`
}

const shapes =
  "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Noto Sans','Liberation Sans','DejaVu Sans',sans-serif;font-size:12px;font-variant-numeric:tabular-nums}" +
  ".title{font-size:17px;font-weight:600}.head{font-weight:600}.tick,.small{font-size:11px}.tick.y,.end{text-anchor:end}.tick.x{text-anchor:middle}" +
  ".cpu,.memory,.machine-memory,.grid,.axis,.to-cpu,.to-memory,.to-machine{fill:none}.cpu{stroke-width:1.8;stroke-linejoin:round}.memory{stroke-width:2;stroke-dasharray:7 3;stroke-linejoin:round}" +
  ".machine-memory{stroke-width:1.3;stroke-dasharray:1.5 3;stroke-linecap:round}.cpu-area{opacity:.13}.cpu-band{opacity:.25}.cpu-name,.memory-name{font-weight:600}"

export function styleOf(theme: Theme): string {
  if (theme !== "auto") return `<style>${shapes}${rules(theme === "dark" ? dark : light)}</style>`
  return `<style>${shapes}${rules(light)}@media (prefers-color-scheme:dark){${rules(dark)}}</style>`
}
