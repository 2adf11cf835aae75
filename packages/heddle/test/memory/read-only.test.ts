import assert from "node:assert/strict"
import { chmodSync, readdirSync, renameSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { Memory } from "../../src/memory/index.ts"
import { start } from "./children.ts"
import { folder, stores } from "./stores.ts"

describe("a place that may only be read", () => {
  for (const code of ["EROFS", "EACCES"]) {
    it(`gives what is there, and one event of what it does not keep (${code})`, async (t) => {
      if (process.platform === "win32" && code === "EACCES")
        return t.diagnostic("that may be a file which somebody reads")
      const store = stores[0]!.make()
      const square = (x: number): number => x * x
      await new Memory(store).cache(square)(1)
      const refuse = (): never => {
        throw Object.assign(new Error(`${code}: it is read-only`), { code })
      }
      store.put = async () => refuse()
      store.tryClaim = refuse
      store.claim = async () => refuse()
      const memory = new Memory(store, { itemsLimit: 10 })
      const told: string[] = []
      memory.on("storage", ({ while: what }) => told.push(what))
      const cached = memory.cache(square)
      const results = [await cached(1), await cached(2), await cached(2), await memory.eval((x: number) => -x, 3)]
      assert.deepEqual(results, [1, 4, 4, -3])
      const { hits, misses } = memory.stats()
      assert.deepEqual({ hits, misses, told }, { hits: 1, misses: 3, told: ["locking"] })
    })
  }

  it("may be a folder of somebody else's", async (t) => {
    if (process.getuid === undefined) return t.diagnostic("there are no permissions like that")
    const root = folder()
    const [open, locked] = [join(root, "open"), join(root, "locked")]
    await start("reader", open, "2").rest()
    renameSync(open, locked)
    const paths = [root, locked, ...readdirSync(locked).map((name) => join(locked, name))]
    for (const path of paths) if (!path.endsWith(".gitignore")) chmodSync(path, 0o555)
    try {
      const [line] = await start("reader", locked, "2", "3", "3").rest()
      assert.deepEqual(JSON.parse(line!), {
        squares: [4, 8, 9, 27, 9, 27],
        hits: 2,
        misses: 4,
        told: ["locking: EACCES"],
      })
    } finally {
      for (const path of paths) if (!path.endsWith(".gitignore")) chmodSync(path, 0o755)
    }
  })
})
