import assert from "node:assert/strict"
import { it } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import { Pool } from "../../src/index.ts"
import { advice } from "../../src/core/heap/advice.ts"
import { heap, page } from "../../src/core/heap/index.ts"
import type { HeapHandle } from "../../src/core/heap/index.ts"
import { float64 } from "../../src/jit/index.ts"
import { seeded } from "../wire/random-value.ts"
import { collect, settled } from "./garbage.ts"

/** What a word of freed memory holds in these tests: no result of theirs. */
const canary = 0x7b7b7b7b
const skip = advice() === undefined && "needs koffi, on Linux"

it("keep what is in them whoever makes, sends, cuts and drops them", { timeout: 7_200_000 }, async () => {
  const before = await settled()
  heap().canary = canary
  await churn()
  heap().canary = 0
  assert.equal(await settled(), before)
})

it("also where what is free is given back to the system", { timeout: 7_200_000, skip }, async () => {
  const before = await settled()
  heap().givenBackFrom = 2 * page
  await churn()
  heap().givenBackFrom = 0
  assert.equal(await settled(), before)
})

async function churn(): Promise<void> {
  const seconds = Number(process.env["HEDDLE_FUZZ_SECONDS"] ?? 5)
  const random = seeded(Number(process.env["HEDDLE_FUZZ_SEED"] ?? 11))
  await using pool = new Pool({ workers: 3 })
  interface Kept {
    array: Float64Array
    mark: number
    from: number
  }
  const kept: Kept[] = []
  let mark = 1
  /** Element i of a block is its mark and i. */
  const check = ({ array, mark, from }: Kept): void => {
    for (let i = 0; i < array.length; i++) {
      if (array[i] !== mark + (from + i) / 1e6) assert.fail(`${array[i]} where ${mark + (from + i) / 1e6} was written`)
    }
  }
  const work = async (): Promise<void> => {
    const pick = kept[Math.floor(random() * kept.length)]
    const choice = random()
    if (pick === undefined || choice < 0.25) {
      const own = mark++
      const array = float64(Math.ceil(2 ** (random() * 14)))
      for (let i = 0; i < array.length; i++) array[i] = own + i / 1e6
      kept.push({ array, mark: own, from: 0 })
    } else if (choice < 0.4) {
      const cut = Math.floor(random() * pick.array.length)
      kept.push({ array: pick.array.subarray(cut), mark: pick.mark, from: pick.from + cut })
    } else if (choice < 0.6) {
      // A worker reads it, keeps a part for a while, and gives another part back.
      const { array, mark: own, from } = pick
      const half = Math.floor(array.length / 2)
      const back = await pool.submit(
        (array: Float64Array, own: number, from: number) => {
          const shelf = ((globalThis as { kept?: Float64Array[] }).kept ??= [])
          for (let i = 0; i < array.length; i++) {
            if (array[i] !== own + (from + i) / 1e6)
              throw new Error(`${array[i]} where ${own + (from + i) / 1e6} was written`)
          }
          shelf.push(array.subarray(0, 1))
          if (shelf.length > 5) shelf.shift()
          return array.subarray(Math.floor(array.length / 2))
        },
        array,
        own,
        from,
      )
      kept.push({ array: back, mark: own, from: from + half })
    } else if (choice < 0.75) {
      const own = mark++
      const length = Math.ceil(2 ** (random() * 12))
      const array = await pool.submit(
        (own: number, length: number) => {
          const made = float64(length)
          for (let i = 0; i < length; i++) made[i] = own + i / 1e6
          return made.subarray(0)
        },
        own,
        length,
      )
      kept.push({ array, mark: own, from: 0 })
    } else if (choice < 0.95) {
      const [gone] = kept.splice(kept.indexOf(pick), 1)
      if (random() < 0.5) (gone!.array as Float64Array & Partial<HeapHandle>).dispose?.()
    } else {
      collect()
      await pool.submit(() => (globalThis as { gc?: () => void }).gc!())
      await turn()
    }
    if (pick !== undefined && kept.includes(pick)) check(pick)
    while (kept.length > 40) kept.shift()
  }
  for (const until = performance.now() + 1000 * seconds; performance.now() < until;) {
    await Promise.all([work(), work(), work(), work()])
  }
  for (const one of kept) {
    check(one)
    // V8 may keep what the last calls of an optimised function used.
    ;(one.array as Float64Array & HeapHandle).dispose()
  }
}
