import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { freeze, remapStack } from "../../src/core/closure/index.ts"
import { adoptScript } from "../../src/core/closure/capture/index.ts"
import { nameInWorker } from "../../src/core/closure/trace/index.ts"
import { TestWorker } from "./test-worker.ts"

/** The first place of this file in a stack. */
function placeIn(stack: string): string | undefined {
  return /stacks\.test\.ts(:\d+:\d+)/.exec(stack)?.[1]
}

/** Where an error is thrown here, and where its stack says it is when the function runs in a worker. */
async function places(fn: () => unknown): Promise<[here: string | undefined, there: string | undefined]> {
  await using worker = new TestWorker()
  let here: string | undefined
  try {
    fn()
  } catch (error) {
    here = placeIn((error as Error).stack!)
  }
  try {
    await worker.run(fn)
  } catch (error) {
    return [here, placeIn((error as Error).stack!)]
  }
  return [here, "did not throw"]
}

describe("the stack of an error thrown in a worker", () => {
  it("shows the line and column of an arrow function", async () => {
    interface Typed {
      readonly length: number
    }
    const [here, there] = await places(() => {
      const typed: Typed = { length: 1 }
      throw new RangeError(`too long: ${typed.length}`)
    })
    assert.equal(there, here)
  })
  it("shows the line and column in a helper that is in a cycle with another", async () => {
    const even = (n: number): boolean => (n === 0 ? fail() : odd(n - 1))
    const odd = (n: number): boolean => (n === 0 ? fail() : even(n - 1))
    const fail = (): never => { throw new Error("here") } // prettier-ignore
    const [here, there] = await places(() => even(3))
    assert.equal(there, here)
  })
  it("shows the line in a class whose static parts were taken out", async () => {
    class Thrower {
      static table: readonly number[] = [
        1, //
        2,
      ]
      static {
        this.table.map((x) => x)
      }
      readonly #secret: number = 1
      boom(): never {
        throw new Error(`${this.#secret}`)
      }
    }
    const thrower = new Thrower()
    const [here, there] = await places(() => thrower.boom())
    assert.equal(there, here)
  })
  it("is translated where what runs is not what was written", () => {
    const map = { version: 3, sources: ["written.ts"], names: [], mappings: "AAEC" }
    const sourceMapUrl = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString("base64")}`
    const script = { id: "test:generated", url: "file:///app/built.js", source: "f()", isModule: true, sourceMapUrl }
    adoptScript(script)
    const stack = `Error: no\n    at f (${nameInWorker(script)}:1:1)\n    at ${nameInWorker(script)}:1:2`
    assert.equal(
      remapStack(stack),
      "Error: no\n    at f (file:///app/written.ts:3:2)\n    at file:///app/written.ts:3:2",
    )
  })
  it("names the place of the use in errors about what is captured", () => {
    const pending = Promise.resolve()
    const use = (): unknown => [1, pending]
    const { line, column } = /(?<line>\d+):(?<column>\d+)/.exec(placeIn(lineOf(() => freeze(use)))!)!.groups!
    assert.ok(Number(line) > 0)
    assert.equal(Number(column), 36)
  })
})

function lineOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  return ""
}
