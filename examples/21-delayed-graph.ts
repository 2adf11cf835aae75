/**
 * delayed: calls that need each other are a graph. Nothing runs before compute(); then each call runs once, on all
 * cores, and large results stay in the worker that made them.
 *
 *   node 21-delayed-graph.ts graph.svg      writes a picture of it, too
 */
import assert from "node:assert/strict"
import { compute, delayed, range } from "heddle"

const load = delayed(
  (part: number) => Float64Array.from({ length: 50_000 }, (_, i) => ((i * (part + 3)) % 977) / 977),
  { name: "load" },
)
const clean = delayed((data: Float64Array) => data.filter((x) => x > 0.1), { name: "clean" })
const sum = delayed((data: Float64Array) => data.reduce((a, b) => a + b, 0), { name: "sum" })
const count = delayed((data: Float64Array) => data.length, { name: "count" })
const total = delayed((values: number[]) => values.reduce((a, b) => a + b, 0), { name: "total" })
const divide = delayed((a: number, b: number) => a / b, { name: "divide" })

// Calls may stand in arrays. Each part is loaded and cleaned once, although two calls need it.
const parts = range(4).map((part) => clean(load(part)))
const mean = divide(total(parts.map((part) => sum(part))), total(parts.map((part) => count(part))))
const value = await mean.compute()
assert.ok(value > 0.54 && value < 0.56)
console.log(`the mean of what is above 0.1 is ${value.toFixed(4)}`)

// Several at once share what they have in common.
const [same, { largest }] = await compute(mean, { largest: delayed(Math.max)(...parts.map((part) => count(part))) })
assert.equal(same, value)
console.log(`the longest part has ${largest} numbers`)

const [, , file] = process.argv
const svg = mean.visualize(file === undefined ? {} : { file })
console.log(`a picture of ${svg.match(/<rect/g)?.length} calls`)

// The stack of a failure tells the way of calls that led to it.
const broken = divide(
  total([
    sum(
      clean(
        delayed(
          (): Float64Array => {
            throw new Error("no such file")
          },
          { name: "read" },
        )(),
      ),
    ),
  ]),
  1,
)
const error: unknown = await broken.compute().catch((error: unknown) => error)
console.log(
  (error as Error)
    .stack!.split("\n")
    .find((line) => line.includes("---"))!
    .trim(),
)
