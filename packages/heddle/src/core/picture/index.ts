/**
 * Drawings of what depends on what: boxes in layers, as an SVG.
 *
 * ```ts skip a fragment: the names around it are internal
 * const load = { label: "load", title: "a call", kind: "source", from: [] } as const
 * drawBoxes([load, { label: "sum", title: "a call", kind: "root", from: [0] }], "two calls") // <svg …
 * ```
 */
export { drawBoxes } from "./draw.ts"
export type { DrawnBox } from "./draw.ts"
