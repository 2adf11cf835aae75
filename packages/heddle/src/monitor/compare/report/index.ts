/** Measurements as people and programs read them: times, aligned columns, CSV, Markdown, and the file that a name asks for. */
export { columns, csv, markdown } from "./columns.ts"
export { saveAs } from "./save-as.ts"
export type { Forms } from "./save-as.ts"
export { bytesText, percentText, ratioText, tickText, timeText } from "./texts.ts"
