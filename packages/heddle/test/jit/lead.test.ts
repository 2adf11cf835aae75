import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { lead } from "../../src/jit/run/lead.ts"
import { Word } from "../../src/jit/run/team-worker.ts"

/** What a prange of so many units was given to do by itself, piece by piece; `crew` is asked for helpers. */
function led(units: number, crew: (asked: number) => readonly number[]): { pieces: [number, number][]; asked: number } {
  const words = new SharedArrayBuffer(4 * (Word.helpers + 8))
  const shared = new Int32Array(words)
  const team = { shared, floats: new Float64Array(words), word: Word, spin: 0 }
  const job = { kernel: 1, part: 0, units, grain: 4, environment: 0, partials: 0, patience: 0, pace: 0 }
  const pieces: [number, number][] = []
  let asked = 0
  const alone = (first: number, last: number): void => {
    pieces.push([first, last])
    // Helpers that found nothing left to do.
    Atomics.store(shared, Word.pending, 0)
  }
  assert.equal(
    lead(team, job, () => crew(asked++), alone),
    undefined,
  )
  return { pieces, asked }
}

function assertWhole(pieces: readonly (readonly [number, number])[], units: number): void {
  let at = 0
  for (const [first, last] of pieces) {
    assert.equal(first, at)
    assert.ok(last > first && (last % 4 === 0 || last === units))
    at = last
  }
  assert.equal(at, units)
}

describe("who leads a prange", () => {
  it("does all of it alone where nobody comes, and goes on asking", () => {
    for (const units of [0, 1, 4, 5, 1000, 100_003]) {
      const { pieces, asked } = led(units, () => [])
      assertWhole(pieces, units)
      assert.equal(asked, pieces.length)
    }
  })

  it("shares the rest with those who come while it runs", () => {
    for (const late of [0, 1, 3]) {
      const { pieces, asked } = led(10_000, (asked) => (asked < late ? [] : [0]))
      assertWhole(pieces, 10_000)
      assert.equal(asked, late + 1)
      assert.ok(pieces.length > late)
    }
  })
})
