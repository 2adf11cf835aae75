import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { folder } from "./folder.ts"
import { lacks, python } from "./python.ts"
import { unpackZarr, zarrArrays, zarrFiles } from "./zarr-arrays.ts"

const here = fileURLToPath(new URL("fixtures", import.meta.url))

function filesOf(folder: string): string[] {
  const found = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  return found.map((one) => path.relative(folder, path.join(one.parentPath, one.name))).toSorted()
}

describe("what Python wrote", () => {
  const scripts = [
    { script: "text.py", made: "text.json", skip: lacks("numpy", 2) },
    { script: "npy.py", made: "npy", skip: lacks("numpy", 2) },
  ]
  for (const { script, made, skip } of scripts) {
    it(`${made} is what ${script} writes`, { skip }, (t) => {
      const to = folder(t)
      const { status, stderr } = spawnSync(python, [path.join(here, script), to], { encoding: "utf8" })
      assert.equal(status, 0, stderr)
      const ours = filesOf(here).filter((file) => file === made || file.startsWith(`${made}${path.sep}`))
      assert.deepEqual(filesOf(to), ours)
      for (const file of ours) {
        assert.ok(fs.readFileSync(path.join(to, file)).equals(fs.readFileSync(path.join(here, file))), file)
      }
    })
  }

  // A compressed chunk may differ, by the hour and by the compressor's version.
  it("zarr-files.json is what zarr.py writes, but for chunks", { skip: lacks("zarr", 3) }, (t) => {
    const to = folder(t)
    const { status, stderr } = spawnSync(python, [path.join(here, "zarr.py"), to], { encoding: "utf8" })
    assert.equal(status, 0, stderr)
    const [ours, theirs] = [path.join(to, "ours"), path.join(to, "theirs")]
    unpackZarr(zarrFiles, ours)
    unpackZarr(path.join(to, "zarr-files.json"), theirs)
    assert.deepEqual(filesOf(ours), filesOf(theirs))
    for (const file of filesOf(ours).filter((file) => /zarr.json$|\.z\w+$/.test(file))) {
      assert.ok(fs.readFileSync(path.join(ours, file)).equals(fs.readFileSync(path.join(theirs, file))), file)
    }
    for (const name of Object.keys(zarrArrays)) assert.ok(fs.existsSync(path.join(theirs, name)))
  })
})
