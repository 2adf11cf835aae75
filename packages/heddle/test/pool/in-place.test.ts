import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Pool } from "heddle"

/** Without `strict`, the local backends pass everything as it is. */
for (const backend of ["inline", "async"] as const) {
  describe(`${backend}, in place`, () => {
    it("arguments, captures, results and errors are the very objects", async () => {
      await using pool = new Pool({ backend })
      const box = { open: () => box }
      const thrown = new Error("the very one")
      assert.equal(await pool.submit((x: unknown) => x, box), box)
      assert.equal(await pool.submit(() => box), box)
      assert.deepEqual(await pool.map((x: typeof box) => x.open(), [box]), [box])
      const fail = (): never => {
        throw thrown
      }
      assert.equal(await pool.submit(fail).exception(), thrown)
      assert.equal(await Array.fromAsync(pool.imap((x: unknown) => x, [box])).then(([x]) => x), box)
    })

    it("what cannot be copied goes together with a future", async () => {
      await using pool = new Pool({ backend })
      const later = Promise.resolve(3)
      const one = pool.submit(() => 1)
      const sum = async (x: number, y: () => Promise<number>): Promise<number> => x + (await y())
      assert.equal(await pool.submit(sum, one, () => later), 4)
    })

    it("a task may change what it captured", async () => {
      await using pool = new Pool({ backend })
      let count = 0
      await pool.map((x: number) => void (count += x), [1, 2, 3])
      assert.equal(count, 6)
    })
  })
}
