import assert from "node:assert/strict"
import { availableParallelism } from "node:os"
import { describe, it } from "node:test"
import { runProgram } from "./run-program.ts"

/*
 * Every shape that ends an unguarded process, each in a process of its own. A task that uses up its worker's memory rejects, its neighbour and the pool go on.
 */
const shapes = ["numbers", "map", "maps", "objects", "fill", "json", "strings", "buffers", "arrayBuffers"]

describe("a program survives a task that uses too much memory", { concurrency: availableParallelism() }, () => {
  for (const shape of shapes) it(shape, async () => await survives(shape))

  for (const shape of ["numbers", "objects", "fill", "buffers"]) {
    it(`${shape}, while the main thread is blocked for two seconds`, async () => await survives(`${shape}-blocked`))
  }

  it("a large shared array that a worker sees is not its own memory", async () => {
    const { code, stdout, stderr } = await runProgram("sharing.ts", "")
    assert.equal(stdout, "[ 32000000, 32000000 ] 64000000\n0\n", stderr)
    assert.equal(code, 0)
  })
})

async function survives(name: string): Promise<void> {
  const { code, signal, stdout, stderr } = await runProgram("memory.ts", name)
  const [first, second] = stdout.split("\n")
  const told = /^out of memory: used (\d+) of 128 MB$/.exec(first ?? "")
  assert.ok(told !== null && Number(told[1]) > 0, `${code ?? signal}: ${stdout}${stderr}`)
  assert.equal(second, "fine [ 2, 3, 4 ]")
  assert.equal(code, 0, stderr)
}
