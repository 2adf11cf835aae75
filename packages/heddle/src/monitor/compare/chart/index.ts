/** Pictures of measurements: an SVG by hand, that reads in the light and in the dark. */
export { drawPanels } from "./panels.ts"
export type { Panel, Series } from "./panels.ts"
export { drawTimes } from "./times.ts"
