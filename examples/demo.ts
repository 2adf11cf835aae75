/**
 * Nine photographs, each redrawn in thousands of dots: first one after another, then with `heddle map` on every core.
 * Both must give the same dots, bit by bit; the result is a contact sheet to look at.
 */
import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { extname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { cpuCount } from "heddle"
import { catalogue } from "./demo/catalogue.ts"
import { encodePng } from "./picture/png.ts"
import { contactSheet } from "./demo/sheet.ts"
import stipple from "./demo/stipple.ts"
import type { Drawing } from "./demo/stipple.ts"

const task = fileURLToPath(new URL("demo/stipple.ts", import.meta.url))

console.log(`One after another:\n\n  for (const photo of photos) drawings.push(stipple(photo))\n`)
const serialStart = performance.now()
const serial = catalogue.map(({ title, path }) => {
  const start = performance.now()
  const drawing = stipple(path)
  console.log(`  ${seconds(start).padStart(5)} s  ${dotsOf(drawing).padStart(6)} dots  ${title}`)
  return drawing
})
const serialTime = seconds(serialStart)
console.log(`  ${serialTime.padStart(5)} s  in all\n`)

console.log(`On ${cpuCount()} cores, the same function, unchanged:\n`)
console.log(`  heddle map ${relative(process.cwd(), task)} photos/*.jpg --results drawings\n`)
const results = mkdtempSync(join(tmpdir(), "heddle-demo-"))
// The command line is started as the program `heddle` is: it lies beside the library's entry, built or as source.
const entry = import.meta.resolve("heddle")
const bin = fileURLToPath(new URL(`./cli/bin${extname(entry)}`, entry))
const paths = catalogue.map(({ path }) => path)
const args = [...process.execArgv, bin, "map", task, ...paths, "--progress", "--results", results]
const parallelStart = performance.now()
const { status } = spawnSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] })
const parallelTime = seconds(parallelStart)
assert.equal(status, 0, `heddle map ended with status ${status}`)
const parallel = catalogue.map((_, i) => readDrawing(join(results, `${String(i).padStart(6, "0")}.json`)))
rmSync(results, { recursive: true })
assert.deepEqual(parallel, serial, "the drawings differ")

const file = resolve("contact-sheet.png")
writeFileSync(file, encodePng(contactSheet(catalogue, parallel)))
const speedup = (Number(serialTime) / Number(parallelTime)).toFixed(2)
console.log(
  `\n  ${serialTime} s -> ${parallelTime} s: ${speedup} times as fast, starting included; the same dots, bit by bit\n`,
)
console.log(`Now look at ${file}`)

function readDrawing(path: string): Drawing {
  return JSON.parse(readFileSync(path, "utf8")) as Drawing
}

function seconds(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1)
}

function dotsOf({ dots }: Drawing): string {
  return (dots.length / 3).toLocaleString("en")
}
