/** The page: one HTML file of the files in browser/, which are sent as they are, and uPlot; live, or with its data in it. */
export { livePage, reportPage } from "./document.ts"
export type { Page } from "./document.ts"
