/** The picture of what a program used: SVG, written by hand, the same text for the same samples. */
export { plot } from "./plot.ts"
export type { PlotInput } from "./plot.ts"
export type { Theme } from "./theme.ts"
