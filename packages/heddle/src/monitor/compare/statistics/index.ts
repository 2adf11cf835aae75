/** What a number of measured times say: their middle, how far they spread, which stand out, and how sure a ratio of two is. */
export { outliers, quantile, summarize } from "./summary.ts"
export type { Summary } from "./summary.ts"
export { ratioOf } from "./ratio.ts"
export type { Ratio } from "./ratio.ts"
export { solve } from "./least-squares.ts"
