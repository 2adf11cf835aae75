import assert from "node:assert/strict"
import { after, test } from "node:test"
import * as da from "../../src/array/index.ts"
import { Pool } from "../../src/pool/index.ts"
import { Random } from "../scheduler/random.ts"

/*
 * A program gives the same bits, whatever the tiles, the threads, and where its sources lie.
 */
const seconds = Number(process.env["HEDDLE_FUZZ_SECONDS"] ?? 0)
const pools = [1, 2, 3, 4].map((workers) => new Pool({ workers }))
after(() => Promise.all(pools.map((pool) => pool.close())))

type Array_ = da.LazyArray

/** Makes the same program of whatever source. */
function programOf(seed: number): (x: Array_) => Array_ {
  const random = new Random(seed)
  const steps: ((x: Array_) => Array_)[] = []
  const axis = (x: Array_, choice: number): number => choice % x.ndim
  for (let left = 2 + random.below(4); left > 0; left--) {
    const choice = random.below(1000)
    const scale = random.next() * 2 - 1
    steps.push(
      [
        (x: Array_) => x.multiply(scale).sin(),
        (x: Array_) => x.subtract(x.mean({ axis: axis(x, choice), keepdims: true })),
        (x: Array_) => x.divide(x.std({ axis: axis(x, choice), keepdims: true }).add(1e-3)),
        (x: Array_) => (x.ndim === 2 && x.shape[0] === x.shape[1] ? x.add(x.T) : x.T),
        (x: Array_) =>
          x
            .exp()
            .cumsum({ axis: axis(x, choice) })
            .log(),
        (x: Array_) => da.where(x.greater(scale), x, x.square()),
        (x: Array_) => da.concatenate([x.slice("7:"), x.slice(":7"), x.abs().slice("::3")], 0),
        (x: Array_) => x.reshape([-1]).slice("::-1").reshape(x.shape),
        (x: Array_) =>
          x.take(
            Array.from({ length: Math.min(x.shape[0]!, 150) }, (_, i) => (i * 37) % x.shape[0]!),
            0,
          ),
        (x: Array_) => da.slidingWindowView(x, 3, 0).mean({ axis: -1 }),
        (x: Array_) => da.power(x.abs().add(0.5), x.var()),
      ][random.below(11)]!,
    )
  }
  const ends: readonly ((x: Array_) => Array_)[] = [
    (x) => x,
    (x) => x.sum(),
    (x) => x.mean({ axis: 0 }),
    (x) => x.var({ axis: -1 }),
    (x) => da.stack([x.min({ axis: 0 }), x.max({ axis: 0 }), x.argmax({ axis: 0 }).astype("float64")], -1),
    (x) => x.prod({ axis: -1 }),
    (x) => x.astype("float32").sum({ axis: 0 }),
    (x) => da.nanmean(x.sqrt()),
  ]
  steps.push(ends[random.below(ends.length)]!)
  return (x) => steps.reduce((array, step) => step(array), x)
}

async function bits(array: Array_): Promise<{ shape: readonly number[]; bytes: Buffer }> {
  const [result] = await da.compute(array.reshape([-1]))
  const flat = result!.flat()
  return {
    shape: array.shape,
    bytes: Buffer.from(new Uint8Array(flat.slice().buffer)),
  }
}

const shapes = [[300, 300], [100_000], [37, 2703], [2703, 37], [11, 90, 101], [5, 20_000]]

const whole = (x: Array_): Array_ => x.take(Array.from({ length: x.shape[0]! }, (_, i) => i))

/** The same elements from somewhere else. A transpose alone is none: it is reduced in the order of what it is one of. */
const sources: readonly ((x: Array_, plain: da.NDArray) => Array_)[] = [
  (x) => x,
  (_, plain) => da.array(plain),
  (x) => x.persist(),
  (x) => da.concatenate([x.slice(":5"), x.slice("5:20"), x.slice("20:")], 0),
  (x, plain) => da.concatenate([x.slice("..., :3"), da.array(plain).slice("..., 3:")], -1),
  (x, plain) => whole(da.concatenate([da.array(plain).T.slice("..., :1"), x.T.slice("..., 1:")], -1).T),
  whole,
]

async function episode(seed: number): Promise<void> {
  const random = new Random(seed)
  const shape = shapes[seed % shapes.length]!
  const program = programOf(seed)
  const x = da.random.normal(0, 1, shape, { seed })
  const plain = await x.compute()
  const first = da.config({ parallel: false })
  try {
    const expected = await bits(program(x))
    for (let other = 0; other < 5; other++) {
      const tileSize = [1000, 4096, 10_007, 65_536, 1_000_000, 1 + random.below(200_000)][random.below(6)]!
      const source = random.below(sources.length)
      const workers = random.below(5)
      da.config({
        tileSize: Math.max(1000, tileSize),
        parallel: workers > 0,
        ...(workers > 0 && { pool: pools[workers - 1]! }),
      })
      const found = await bits(program(sources[source]!(x, plain)))
      const story = JSON.stringify({ seed, shape, tileSize, source, workers })
      assert.deepEqual(found.shape, expected.shape, story)
      assert.ok(found.bytes.equals(expected.bytes), story)
    }
  } finally {
    da.config(first)
  }
}

test("programs give the same bits, whatever the tiles, the workers and the sources", async (t) => {
  let seed = seconds > 0 ? Number(process.env["HEDDLE_FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 30)) : 1
  let count = 0
  for (const end = performance.now() + seconds * 1000; count < 12 || performance.now() < end; count++)
    await episode(seed++)
  t.diagnostic(`${count} programs`)
})
