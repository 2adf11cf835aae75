import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import path from "node:path"
import test from "node:test"
import { fileURLToPath } from "node:url"
import * as da from "../../src/array/index.ts"
import { folder } from "./folder.ts"
import { elementsOf, fixture, testReproduces } from "./numpy.ts"
import type { Written } from "./numpy.ts"
import { lacks, python } from "./python.ts"
import { built, ProgramMaker } from "./random-programs.ts"
import type { ArrayProgram } from "./random-programs.ts"

interface Episode {
  readonly seed: number
  readonly isExact: boolean
  readonly program: ArrayProgram
  readonly result: {
    readonly shape: readonly number[]
    readonly dtype: da.DType
    readonly data: readonly (Written | boolean)[]
    /** The largest number on the way. */
    readonly scale: number
  }
}

const seconds = Number(process.env["HEDDLE_FUZZ_SECONDS"] ?? 0)

function differs(mine: number | bigint, numpys: number | bigint, { isExact, program, result }: Episode): boolean {
  if (mine === numpys || (Number.isNaN(mine) && Number.isNaN(numpys))) return false
  if (isExact || typeof mine === "bigint" || typeof numpys === "bigint") return true
  const isSingle = program.some(({ with: options }) => options?.["dtype"] === "float32")
  // What overflows does so at one place or the next.
  if (result.scale > 1e30) return false
  return !(Math.abs(mine - numpys) <= (isSingle ? 1e-5 : 1e-10) * result.scale)
}

async function check(episode: Episode, tileSize: number): Promise<void> {
  const { result, program, seed } = episode
  const story = `seed ${seed}, tiles of ${tileSize}: ${JSON.stringify(program)}`
  const before = da.config({ tileSize })
  try {
    const lazy = built(program)
    assert.deepEqual([lazy.shape, lazy.dtype], [result.shape, result.dtype], story)
    const [computed] = await da.compute(lazy.reshape([-1]))
    const mine = [...computed!.data] as (number | bigint)[]
    const numpys = [
      ...elementsOf(
        result.dtype,
        result.data.map((one) => (typeof one === "boolean" ? Number(one) : one)),
      ),
    ] as (number | bigint)[]
    assert.equal(mine.length, numpys.length, story)
    const at = mine.findIndex((one, i) => differs(one, numpys[i]!, episode))
    assert.ok(at < 0, `at ${at} ${mine[at]} where NumPy has ${numpys[at]}; ${story}`)
  } finally {
    da.config(before)
  }
}

test("programs made at random give what NumPy gives, whatever the tiles", async () => {
  for (const episode of fixture("random-programs") as readonly Episode[]) {
    for (const tileSize of [65_536, 7]) await check(episode, tileSize)
  }
})

testReproduces("random-programs")

const skip = seconds === 0 ? "not run: HEDDLE_FUZZ_SECONDS says for how long" : lacks("numpy", 2)

test("as do fresh ones", { skip }, async (t) => {
  const script = fileURLToPath(new URL("fixtures/random-programs.py", import.meta.url))
  const file = path.join(folder(t), "programs.json")
  let [seed, count] = [Number(process.env["HEDDLE_FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 30)), 0]
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
    const episodes = Array.from({ length: 100 }, () => {
      const maker = new ProgramMaker(++seed, 600)
      const program = maker.program(6 + (seed % 12))
      return { seed, isExact: maker.isExact, program }
    })
    writeFileSync(file, JSON.stringify(episodes))
    const { stdout, stderr, status } = spawnSync(python, [script, file], { encoding: "utf8", maxBuffer: 2 ** 28 })
    assert.equal(status, 0, stderr)
    for (const episode of JSON.parse(stdout) as Episode[]) await check(episode, [65_536, 7, 300][seed % 3]!)
    count += episodes.length
  }
  t.diagnostic(`${count} programs`)
})
