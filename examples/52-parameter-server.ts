/**
 * A parameter server: an actor has the weights of a model, other actors compute gradients on their part of the data, and
 * whoever is done first goes on with the newest weights. The model is a line through points.
 */
import assert from "node:assert/strict"
import { range } from "heddle"
import { get, put, remote, shutdown, wait } from "heddle/remote"
import type { ObjectRef } from "heddle/remote"

type Weights = readonly [slope: number, offset: number]

const ParameterServer = remote(
  class ParameterServer {
    weights: Weights = [0, 0]
    readonly rate: number

    constructor(rate: number) {
      this.rate = rate
    }

    apply([slope, offset]: Weights): Weights {
      const [a, b] = this.weights
      this.weights = [a - this.rate * slope, b - this.rate * offset]
      return this.weights
    }
  },
)

const Worker = remote(
  class Worker {
    readonly xs: Float64Array
    readonly ys: Float64Array

    constructor(xs: Float64Array, ys: Float64Array) {
      this.xs = xs
      this.ys = ys
    }

    gradient([a, b]: Weights): Weights {
      let [slope, offset] = [0, 0]
      for (const [i, x] of this.xs.entries()) {
        const error = a * x + b - this.ys[i]!
        slope += (2 * error * x) / this.xs.length
        offset += (2 * error) / this.xs.length
      }
      return [slope, offset]
    }
  },
)

// y = 3x + 1, with some noise that has no mean.
const workers = range(4).map((part) => {
  const xs = Float64Array.from({ length: 10_000 }, (_, i) => (i * 4 + part) / 40_000)
  const ys = xs.map((x, i) => 3 * x + 1 + (i % 2 === 0 ? 0.05 : -0.05))
  return Worker.remote(put(xs), put(ys))
})
const server = ParameterServer.remote(0.1)

let weights: Weights = [0, 0]
const running = new Map<ObjectRef<Weights>, (typeof workers)[number]>()
for (const worker of workers) running.set(worker.gradient.remote(weights), worker)
for (let step = 0; step < 600; step++) {
  const { ready } = await wait([...running.keys()])
  const worker = running.get(ready[0]!)!
  running.delete(ready[0]!)
  // The gradient goes from the one actor to the other by its reference.
  weights = await get(server.apply.remote(ready[0]!))
  running.set(worker.gradient.remote(weights), worker)
}
await get([...running.keys()])

console.log(`y = ${weights[0].toFixed(2)} x + ${weights[1].toFixed(2)}`)
assert.ok(Math.abs(weights[0] - 3) < 0.02 && Math.abs(weights[1] - 1) < 0.02)
await shutdown()
