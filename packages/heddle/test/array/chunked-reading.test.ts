import assert from "node:assert/strict"
import path from "node:path"
import test, { suite } from "node:test"
import * as da from "../../src/array/index.ts"
import { folder } from "./folder.ts"

/** Programs that read boxes of a file in other orders than they lie. */
const programs: Readonly<Record<string, (x: da.LazyArray) => da.LazyArray>> = {
  "with its transpose": (x) => x.add(x.T),
  "sums of it with its transpose, along both axes": (x) => {
    const both = x.add(x.T)
    return da.concatenate([both.sum({ axis: 0 }), both.sum({ axis: 1 })])
  },
  "beside its transpose, backwards": (x) => da.concatenate([x.T, x], 0).slice("::-3").exp(),
  "rows taken more than once": (x) => x.T.take([3, 400, 3, 599, 3], 0).add(x.slice(":5")),
  "the same row twice, beside itself": (x) => da.stack([x.slice(7), x.slice(7), x.slice(":, 7")], -1),
}

suite("a Zarr array whose chunks are longer than tiles is read as it is", () => {
  for (const [title, program] of Object.entries(programs)) {
    test(title, async (t) => {
      const x = da.random.random([600, 600], { seed: 1, chunks: [250, 400] })
      const location = path.join(folder(t), "x.zarr")
      await x.toZarr(location)
      const read = da.fromZarr(location)
      for (const tileSize of [65_536, 1000]) {
        const before = da.config({ tileSize })
        try {
          const [mine, want] = await da.compute(program(read), program(x))
          assert.ok(mine!.equals(want!), `tiles of ${tileSize}`)
        } finally {
          da.config(before)
        }
      }
    })
  }
})
