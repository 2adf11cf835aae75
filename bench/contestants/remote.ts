/**
 * heddle's side of bench/remote, `remote.ts threads|processes`, and of bench/cluster, `remote.ts cluster CREDENTIALS`: a line `NAME COUNT SECONDS` does NAME so many times, again and
 * again for so long, and is answered with the mean of the seconds that it took. remote.py does the same by Ray.
 */
import assert from "node:assert/strict"
import { createInterface } from "node:readline"
import { Pool, range } from "heddle"
import { get, init, put, remote, shutdown, wait } from "heddle/remote"
import type { ObjectRef } from "heddle/remote"

const [, , where, credentials] = process.argv
const joined =
  where === "cluster" ? await (await import("@heddle/cluster")).cluster(undefined, { credentials }) : undefined
const backend = joined ?? (where as "threads" | "processes")
init({ numCpus: 2, backend })

const noop = remote((x: number) => x)
const make = remote((length: number) => new Float64Array(length).fill(0.5))
const ends = remote((array: Float64Array) => array[0]! + array[array.length - 1]!)
const Counter = remote(
  class Counter {
    count = 0
    increment(): number {
      return ++this.count
    }
    ends(array: Float64Array): number {
      return array[0]! + array[array.length - 1]!
    }
  },
)
const counter = Counter.remote()

let pool: Pool | undefined

type Run = () => unknown
type Ref = ObjectRef<Float64Array>

/** In a list: a promise of a reference would be one of its value. */
async function made(length: number): Promise<[Ref]> {
  const ref = make.remote(length)
  await wait([ref])
  return [ref]
}

function putOne(length: number): [Ref] {
  return [put(new Float64Array(length).fill(0.5))]
}

function readByTask([ref]: readonly [Ref]): Run {
  return async () => assert.equal(await get(ends.remote(ref)), 1)
}

function readByActor([ref]: readonly [Ref]): Run {
  return async () => assert.equal(await get(counter.ends.remote(ref)), 1)
}

async function again(ref: readonly [Ref]): Promise<Run> {
  await readByTask(ref)()
  return readByTask(ref)
}

/** What a line may name: it prepares, and gives what is timed. */
const commands: Readonly<Record<string, (n: number) => Run | Promise<Run>>> = {
  tasks: (n) => () => get(Array.from({ length: n }, (_, i) => noop.remote(i))),
  task_trips: (n) => async () => {
    for (let i = 0; i < n; i++) await get(noop.remote(i))
  },
  calls: (n) => () => get(Array.from({ length: n }, () => counter.increment.remote())),
  call_trips: (n) => async () => {
    for (let i = 0; i < n; i++) await get(counter.increment.remote())
  },
  puts: (n) => () => {
    for (let i = 0; i < n; i++) void put(0)
  },
  map(n) {
    pool ??= new Pool({ workers: 2, backend })
    const [numbers, tiny] = [range(n), (x: number) => x]
    return () => pool!.map(tiny, numbers)
  },
  gets: (n) => async () => {
    const ref = put(0)
    for (let i = 0; i < n; i++) await get(ref)
  },
  waits: (n) => {
    const refs = Array.from({ length: n }, (_, i) => noop.remote(i))
    return async () => {
      for (let left = refs; left.length > 0; left = (await wait(left)).notReady);
    }
  },
  put_large(n) {
    const array = new Float64Array(n).fill(0.5)
    return () => put(array)
  },
  task_to_task: async (n) => readByTask(await made(n)),
  task_to_task_again: async (n) => again(await made(n)),
  task_to_actor: async (n) => readByActor(await made(n)),
  put_to_task: (n) => readByTask(putOne(n)),
  put_to_task_again: (n) => again(putOne(n)),
  put_to_actor: (n) => readByActor(putOne(n)),
  make_and_read: (n) => async () => assert.equal(await get(ends.remote(make.remote(n))), 1),
}

await get([...Array.from({ length: 4 }, (_, i) => noop.remote(i)), counter.increment.remote()])
console.log(JSON.stringify(where))
for await (const line of createInterface({ input: process.stdin })) {
  const [name, count, seconds] = line.split("\t")
  const end = performance.now() + 1000 * Number(seconds)
  let took = 0
  let runs = 0
  do {
    const run = await commands[name!]!(Number(count))
    globalThis.gc?.({ type: "minor" })
    const start = performance.now()
    await run()
    took += performance.now() - start
    runs++
  } while (performance.now() < end)
  console.log(took / runs / 1000)
}
await pool?.close()
await shutdown()
await joined?.close()
