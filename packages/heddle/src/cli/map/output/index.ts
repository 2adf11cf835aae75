/**
 * Where the results of `heddle map` go: lines on standard output, files in a folder, rows of a joblog.
 *
 * ```ts skip a fragment: the names around it are internal
 * import { InOrder } from "./output/index.ts"
 * const ordered = new InOrder<string>((line) => process.stdout.write(line))
 * ordered.push(1, "second\n")
 * ordered.push(0, "first\n") // first, second
 * ```
 */
export { InOrder } from "./in-order.ts"
export { Joblog, joblogRow } from "./joblog.ts"
export { failureLine, lineRest, rawLine, resultLine } from "./result-line.ts"
export { ResultsFolder } from "./results-folder.ts"
