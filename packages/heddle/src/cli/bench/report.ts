import { writeFileSync } from "node:fs"
import { extname } from "node:path"
import type { Comparison, ComparisonRow, Tuning } from "../../monitor/index.ts"
import { counted, tookText } from "../words.ts"

/** The report, in hyperfine's form. @param comparison undefined: nothing but the loop could be tried */
export function report(name: string, inputs: number, tuning: Tuning, comparison: Comparison | undefined): string {
  const { sampled } = tuning.facts
  const used = sampled < inputs ? `, of which ${sampled.toLocaleString("en")} were used` : ""
  const blocks =
    comparison === undefined
      ? []
      : [...comparison.rows.flatMap(benchmark), "Summary", ...indented(comparison.verdicts), ""]
  const warnings = indented((comparison?.warnings ?? []).map((text) => `warning: ${text}`))
  return [
    `${name}: ${counted(inputs, "input", "inputs")}${used}`,
    "",
    ...blocks,
    ...(warnings.length === 0 ? [] : [...warnings, ""]),
    "Sweep",
    ...indented(String(tuning).split("\n")),
    "",
  ].join("\n")
}

function benchmark({ name, mean, deviation, cpu, min, max, times }: ComparisonRow, i: number): string[] {
  return [
    `Benchmark ${i + 1}: ${name}`,
    `  Time (mean ± σ):     ${pad(mean)} ± ${pad(deviation)}    [cores busy: ${(cpu / mean).toFixed(1)}]`,
    `  Range (min … max):   ${pad(min)} … ${pad(max)}    ${counted(times.length, "run", "runs")}`,
    "",
  ]
}

function pad(ms: number): string {
  return tookText(ms).padStart(7)
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? "" : `  ${line}`))
}

/** Writes a file in the form that its name asks for: both results, the runs, or the picture of the sweep. */
export async function exportTo(file: string, tuning: Tuning, comparison: Comparison | undefined): Promise<void> {
  switch (extname(file).toLowerCase()) {
    case ".json":
      return writeFileSync(file, `${JSON.stringify({ comparison, tuning }, undefined, 2)}\n`)
    case ".svg":
      return await tuning.save(file)
    default:
      return await (comparison ?? tuning).save(file)
  }
}
