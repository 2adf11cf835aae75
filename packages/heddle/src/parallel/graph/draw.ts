import { writeFileSync } from "node:fs"
import { inspect } from "node:util"
import { OptionError } from "../../core/errors/index.ts"
import { knownKeys } from "../../core/options/index.ts"
import { drawBoxes } from "../../core/picture/index.ts"
import { planGraph } from "./plan.ts"
import type { GraphNode } from "./plan.ts"
import type { Template } from "./template.ts"

export interface VisualizeOptions {
  /** Where the picture is written: a path that ends in `.svg`. Default: nowhere. */
  readonly file?: string | undefined
}

/** The graph of `values` as an SVG: a box for each call, above what needs it; what was asked for has a heavy border. Reads in the dark, too. */
export function drawGraph(values: readonly unknown[], options: VisualizeOptions): string {
  knownKeys(options, ["file"], { filename: "file" })
  const { file } = options
  if (file !== undefined && (typeof file !== "string" || !file.endsWith(".svg")))
    throw new OptionError("file", "a path that ends in .svg", file)
  const { nodes } = planGraph(values)
  const svg = drawBoxes(
    nodes.map((node, i) => ({
      label: label(node),
      title: `${node.name}, call ${i + 1} of ${nodes.length}`,
      kind: node.root ? "root" : node.deps.length === 0 ? "source" : "call",
      from: node.deps.map(({ order }) => order),
    })),
    `A graph of ${nodes.length} calls`,
  )
  if (file !== undefined) writeFileSync(file, svg)
  return svg
}

/** The call as one would write it, with a dot for each result that comes from another one. */
function label({ name, args }: GraphNode): string {
  return `${name}(${args.map(brief).join(", ")})`
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
