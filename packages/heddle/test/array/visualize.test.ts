import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { it } from "node:test"
import * as da from "../../src/array/index.ts"

const x = da.random.random([300, 400], { seed: 1 })
const z = x.sub(x.mean({ axis: 0 })).divide(x.std({ axis: 0 }))

it("draws what an array is made of, equal parts once", () => {
  const svg = z.visualize()
  assert.match(svg, /^<svg /)
  assert.equal(svg.match(/class="source"><title>random\.random, \(300, 400\) of float64/g)?.length, 1)
  assert.equal(svg.match(/class="root"/g)?.length, 1)
  assert.match(svg, /moments along 0 \(1, 400\)/)
})

it("draws the passes that compute it", () => {
  const svg = z.visualize({ of: "stages" })
  assert.match(svg, /1\. sum, moments along 0 of random/)
  assert.match(svg, /class="root"><title>divide, \d+ tiles?</)
})

it("writes the picture to a file", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-array-test-"))
  try {
    const file = path.join(folder, "z.svg")
    const svg = z.visualize({ file })
    assert.equal(readFileSync(file, "utf8"), svg)
  } finally {
    rmSync(folder, { recursive: true })
  }
  assert.throws(() => z.visualize({ file: "z.png" }), /`file` must be a path that ends in \.svg/)
  assert.throws(() => z.visualize({ of: "tasks" as never }), /`of` must be/)
})
