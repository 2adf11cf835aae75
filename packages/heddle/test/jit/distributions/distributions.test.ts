import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { random } from "../../../src/jit/index.ts"
import { below, chance } from "./functions.ts"
import { continuous, discrete, standard } from "./rows.ts"

const count = 1 << 16

function drawn(name: keyof typeof random, parameters: readonly number[]): Float64Array {
  random.seed(2026)
  using numbers = (random[name] as (...parameters: unknown[]) => Float64Array & Disposable)(...parameters, count)
  return Float64Array.from(numbers)
}

/** Kolmogorov's and Smirnov's: the largest distance of what was counted from what is expected, times the root of the count. */
function distance(numbers: Float64Array, expected: (x: number) => number): number {
  const sorted = numbers.toSorted()
  let most = 0
  for (const [i, x] of sorted.entries()) {
    const y = expected(x)
    assert.ok(y >= -1e-12 && y <= 1 + 1e-12, `${x} is not of this distribution`)
    most = Math.max(most, Math.abs(y - i / count), Math.abs(y - (i + 1) / count))
  }
  return most * Math.sqrt(count)
}

/** It is larger once in 8000 times. */
const far = 2.2

/** Pearson's, as standard deviations from its mean: bins of at least 20, the last of all that follow. */
function deviation(numbers: Float64Array, expected: (k: number) => number): number {
  const counts = new Map<number, number>()
  let [k, largest] = [Infinity, -Infinity]
  for (const x of numbers) {
    assert.ok(Number.isSafeInteger(x), `${x}`)
    counts.set(x, (counts.get(x) ?? 0) + 1)
    k = Math.min(k, x)
    largest = Math.max(largest, x)
  }
  let [chi, bins, mass, found] = [0, 0, 0, 0]
  let [massLeft, foundLeft] = [1, count]
  // Below the least of them there is next to nothing.
  for (; massLeft * count > 40 && k <= largest; k++) {
    mass += expected(k)
    found += counts.get(k) ?? 0
    if (mass * count < 20) continue
    chi += (found - mass * count) ** 2 / (mass * count)
    bins++
    massLeft -= mass
    foundLeft -= found
    ;[mass, found] = [0, 0]
  }
  chi += (foundLeft - massLeft * count) ** 2 / Math.max(massLeft * count, 1)
  return (chi - bins) / Math.sqrt(2 * bins)
}

const few = 4.5

describe("random numbers of a distribution", () => {
  for (const [name, parameters, wrong] of continuous) {
    it(`${name}(${parameters.join(", ")}), which is not ${name}(${wrong.join(", ")})`, () => {
      const numbers = drawn(name, parameters)
      const distribution: (x: number, ...parameters: readonly number[]) => number = below[name]
      const is = distance(numbers, (x) => distribution(x, ...parameters))
      assert.ok(is < far, `${is}`)
      const isNot = distance(numbers, (x) => Math.max(0, Math.min(1, distribution(x, ...wrong))))
      assert.ok(isNot > far, `${isNot}`)
      tails(numbers, (x) => distribution(x, ...parameters))
    })
  }

  for (const [name, factor] of standard) {
    it(`${name}(), which is not ${factor} times as large`, () => {
      const numbers = drawn(name, [])
      const distribution = below[name] as (x: number) => number
      const is = distance(numbers, distribution)
      assert.ok(is < far, `${is}`)
      const isNot = distance(numbers, (x) => Math.min(1, distribution(factor * x)))
      assert.ok(isNot > far, `${isNot}`)
      tails(numbers, distribution)
    })
  }

  for (const [name, parameters, wrong] of discrete) {
    it(`${name}(${parameters.join(", ")}), which is not ${name}(${wrong.join(", ")})`, () => {
      const numbers = drawn(name, parameters)
      const distribution: (k: number, ...parameters: readonly number[]) => number = chance[name]
      const is = deviation(numbers, (k) => distribution(k, ...parameters))
      assert.ok(Math.abs(is) < few, `${is}`)
      const isNot = deviation(numbers, (k) => distribution(k, ...wrong))
      assert.ok(isNot > few, `${isNot}`)
    })
  }

  /** One in a thousand lies at either end. */
  function tails(numbers: Float64Array, expected: (x: number) => number): void {
    const share = 1e-3
    let [low, high] = [0, 0]
    for (const x of numbers) {
      const y = expected(x)
      if (y < share) low++
      else if (y > 1 - share) high++
    }
    for (const found of [low, high]) {
      assert.ok(Math.abs(found - share * count) < few * Math.sqrt(share * count), `${found} beyond ${share}`)
    }
  }

  it("integers are alike where the bits that there are do not divide evenly", () => {
    const third = 2 ** 50
    const numbers = drawn("integers", [0, 3 * third])
    const bins = [0, 0, 0]
    for (const x of numbers) bins[Math.floor(x / third)]!++
    for (const found of bins) assert.ok(Math.abs(found - count / 3) < few * Math.sqrt(count / 3), bins.join(" "))
  })

  it("the normal distribution's moments, and those of pairs", () => {
    const numbers = drawn("standardNormal", [])
    for (const [power, mean, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
      [6, 15, 10_170],
    ] as const) {
      const found = numbers.reduce((sum, x) => sum + x ** power, 0) / count
      assert.ok(Math.abs(found - mean) < few * Math.sqrt(variance / count), `power ${power}: ${found}`)
    }
    for (const lag of [1, 2, 8, 4096]) {
      let [sum, squares] = [0, 0]
      for (let i = 0; i + lag < count; i++) {
        sum += numbers[i]! * numbers[i + lag]!
        squares += (numbers[i]! ** 2 - 1) * (numbers[i + lag]! ** 2 - 1)
      }
      assert.ok(Math.abs(sum) < few * Math.sqrt(count), `lag ${lag}`)
      assert.ok(Math.abs(squares) < few * 2 * Math.sqrt(count), `squares, lag ${lag}`)
    }
  })
})
