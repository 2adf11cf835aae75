/** Goes through all parts of the packed package that load files of their own. */
import assert from "node:assert/strict"
import { Pool, TaskTimeoutError, WorkerDiedError, compute, currentTask, delayed, parallel } from "heddle"
import * as da from "heddle/array"
import { jit, prange } from "heddle/jit"
import { dashboard, monitorResources } from "heddle/monitor"
import { Queue, get, init, remote, shutdown } from "heddle/remote"
import { Counter, Lock } from "heddle/sync"

class Box {
  value: number
  constructor(value: number) {
    this.value = value
  }
}

const failed = (error: unknown): unknown => error

for (const backend of ["threads", "processes"] as const) {
  await using pool = new Pool({ workers: 2, backend })
  const factor = 3
  assert.deepEqual(await pool.map((x: number) => x * factor, [1, 2, 3]), [3, 6, 9])
  const fail = (): never => {
    throw new RangeError("no", { cause: new Box(2) })
  }
  assert.ok((await pool.submit(fail).catch(failed)) instanceof RangeError)
  const died = await pool.submit(() => process.exit(3)).catch(failed)
  assert.ok(died instanceof WorkerDiedError && died.exitCode === 3)
  function* upTo(n: number): Generator<number> {
    for (let i = 0; i < n; i++) yield i
  }
  assert.deepEqual(await Array.fromAsync(pool.imap(upTo, [2, 3])), [0, 1, 0, 1, 2])
  const nested = async (): Promise<number> => {
    const { Pool } = await import("heddle")
    await using inner = new Pool({ workers: 1 })
    const more = 4
    return await inner.submit((x: number) => x + more, 5)
  }
  assert.equal(await pool.submit(nested), 9)
  const spin = (): never => {
    for (;;);
  }
  assert.ok((await pool.with({ timeout: 100 }).submit(spin).catch(failed)) instanceof TaskTimeoutError)
  assert.equal(await pool.submit(() => currentTask().attempt), 1)
}

{
  await using pool = new Pool({ workers: 2 })
  const [lock, counter] = [new Lock(), new Counter()]
  const add = async (i: number): Promise<void> => {
    using _held = await lock.hold()
    counter.add(i)
  }
  await pool.map(add, [1, 2, 3])
  assert.equal(counter.value, 6)
}

{
  const monitor = monitorResources({ interval: "1h" })
  await using pool = new Pool({ workers: 1 })
  await pool.submit(() => 1)
  const { samples } = await monitor.stop()
  assert.equal(samples[0]!.workers.length, 1)
}

assert.deepEqual(await parallel({ nJobs: 2 })([1, 4, 9].map((x) => delayed(Math.sqrt)(x))), [1, 2, 3])
const one = delayed((x: number) => x + 1)(1)
assert.deepEqual(await compute(one, delayed((x: number, y: number) => x + y)(one, one)), [2, 4])

const sum = jit((numbers: Float64Array) => {
  let all = 0
  for (const i of prange(numbers)) all += numbers[i]!
  return all
})
assert.equal(sum(Float64Array.of(1, 2, 3)), 6)

class Tally {
  count = 0
  add(): number {
    return ++this.count
  }
}

for (const backend of ["threads", "processes"] as const) {
  init({ numCpus: 1, backend })
  const [tally, queue] = [remote(Tally).remote(), new Queue<number>(1)]
  // Their worker has nothing of heddle/remote before these arrive.
  const adds = remote(async ([to]: [typeof tally]) => await to.add.remote())
  const puts = remote(async (to: typeof queue) => await to.put(2))
  assert.equal(await get(adds.remote([tally])), 1)
  await get(puts.remote(queue))
  assert.equal(await queue.get(), 2)
  await shutdown()
}

const blocks = da.ones([400, 500], { chunks: 100 }).mapBlocks((block: da.NDArray) => block)
assert.equal(await blocks.add(1).sum().compute(), 400_000)

{
  await using link = await dashboard({ port: 0 })
  assert.match(await (await fetch(link.url)).text(), /uPlot[^]*Task stream/)
}

console.log("all parts work")
