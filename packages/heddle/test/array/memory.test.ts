import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { after, describe, it } from "node:test"
import { promisify } from "node:util"
import * as da from "../../src/array/index.ts"

const folder = mkdtempSync(path.join(tmpdir(), "heddle-array-test-"))
after(() => rmSync(folder, { recursive: true, force: true }))
const program = path.join(import.meta.dirname, "programs/peak.ts")
const megabyte = 1e6

interface Peak {
  readonly value: number
  readonly planned: string
  readonly grown: number
  readonly spilled: boolean
}

async function peak(what: string, limit: number): Promise<Peak> {
  const args = ["-C", "@heddle/source", "--disable-warning=HeddleHint", program, what, String(limit), folder]
  return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout) as Peak
}

async function limited<T>(memoryLimit: number, run: () => Promise<T>): Promise<T> {
  const before = da.config({ memoryLimit, spillFolder: folder })
  try {
    return await run()
  } finally {
    da.config({ ...before, spillFolder: undefined as never })
  }
}

describe("memory", () => {
  it("a sum over five times the limit stays within it", async () => {
    const { value, grown } = await peak("file", 32 * megabyte)
    assert.ok(Math.abs(value / (20 * megabyte) - 1 / 12) < 1e-3)
    assert.ok(grown < 32 * megabyte, `${grown} bytes`)
  })

  it("what is kept in between, of 1.8 times the limit, goes to a file", async () => {
    const { value, grown, spilled } = await peak("intermediate", 32 * megabyte)
    assert.equal(spilled, true)
    assert.ok(Math.abs(value - Math.sqrt(2 / Math.PI)) < 1e-3)
    assert.ok(grown < 32 * megabyte, `${grown} bytes`)
  })

  it("spilling and smaller tiles change no bit, and leave no file", async () => {
    const x = da.random.normal(3, 2, [500, 700], { seed: 5 })
    const y = x.sub(x.mean({ axis: 0 })).divide(x.std({ axis: 0 }))
    const blocks = da.mapBlocks((block: da.NDArray) => block, x.rechunk(100))
    const all = (): Promise<unknown[]> => da.compute(y.sum(), y.var({ axis: 1 }).max(), blocks.mul(blocks.mean()).sum())
    const expected = await all()
    for (const limit of [3.1, 2.5, 1.5].map((size) => size * megabyte)) {
      assert.deepEqual(await limited(limit, all), expected)
    }
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith("heddle-array-")),
      [],
    )
  })

  it("explain() says what goes to a file, and how much each stage takes", async () => {
    const blocks = da.mapBlocks((block: da.NDArray) => block, da.ones([500, 700]).rechunk(100))
    const x = blocks.sub(blocks.mean()).sum()
    assert.doesNotMatch(x.explain(), /\.npy/)
    const text = await limited(2 * megabyte, () => Promise.resolve(x.explain()))
    assert.match(
      text,
      /1\. mapBlocks: 350,000 elements in 35 tiles of 100 x 100, from functions of blocks, to .*heddle-array-\d+-\w+-\d+\.npy/,
    )
    assert.match(text, /stage +buffers +output +live +total/)
    assert.match(text, /at most .* of 2\.00 MB/)
  })

  it("a result that does not fit is refused before anything runs, with the table", async () => {
    let calls = 0
    const x = da.mapBlocks((block: da.NDArray) => (calls++, block), da.ones([1000, 1000]).rechunk(500), {
      dtype: "float64",
    })
    const error: unknown = await limited(4 * megabyte, () => x.compute()).catch((caught: unknown) => caught)
    assert.ok(error instanceof da.MemoryBudgetError)
    assert.match(error.message, /^this takes .* of memory, and memoryLimit is 4\.00 MB\nstage +buffers/)
    assert.match(error.message, /hint: the result itself is large: .*toZarr\(\) or toNpy\(\)/)
    assert.equal(error.limit, 4 * megabyte)
    assert.ok(error.table.some(({ output }) => output === 8 * megabyte))
    assert.equal(calls, 0)
  })

  it("refuses limits that are none", () => {
    for (const memoryLimit of [0, -1, "much", Number.NaN] as number[]) {
      assert.throws(
        () => da.config({ memoryLimit }),
        /`memoryLimit` must be a number of bytes or a size like "512M", "10G"/,
      )
    }
    const before = da.config({ memoryLimit: "1.5G" })
    assert.equal(da.config(before).memoryLimit, 1.5 * 1024 ** 3)
  })
})
