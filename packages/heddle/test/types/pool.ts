// What map, imap, submit and their kin infer, and how their errors read.
import { Pool, asCompleted, unzip, wait } from "heddle"
import type { Future } from "heddle"

/** Compiles only where `value` is exactly a `T`. */
function is<T>() {
  return <V>(_value: V, ..._same: [T, V] extends [V, T] ? [] : ["is another type"]): void => {}
}

const pool = new Pool({ workers: 2, memoryLimit: "512M", timeout: "1.5s" })

export async function infers(): Promise<void> {
  is<number[]>()(await pool.map((x: number) => x * 2, [1, 2, 3]))
  is<string[]>()(await pool.map(async (x: number) => String(x), new Set([1])))
  is<string[]>()(await pool.map((a: number, b: string) => b + a, [1, 2], ["a", "b"]))
  is<string[]>()(await pool.map((a: number, b: string) => b + a, [1, 2], ["a", "b"], { chunkSize: 2 }))
  is<number[]>()(
    await pool.starmap(
      (a: number, b: number) => a ** b,
      [
        [1, 2],
        [3, 4],
      ],
    ),
  )

  // Items without an annotation have the input's type.
  is<number[]>()(await pool.map((x) => x.length, ["a", "bc"]))

  // Rows are tuples, so that their columns are typed.
  const [numbers, names] = unzip(await pool.map((x: number) => [x, String(x)], [1, 2]))
  is<number[]>()(numbers)
  is<string[]>()(names)

  // Yields of generators; a plain function gives its results.
  for await (const x of pool.imap(
    function* (n: number) {
      yield n
    },
    [1],
  ))
    is<number>()(x)
  for await (const x of pool.imap(
    async function* (n: number) {
      yield `${n}`
    },
    [1],
  ))
    is<string>()(x)
  for await (const x of pool.imapUnordered(async (n: number) => n > 1, [1])) is<boolean>()(x)

  // A future stands for its value.
  const six = pool.submit((a: number, b: number) => a * b, 2, 3)
  is<Future<number>>()(six)
  const anything: Future<unknown> = six
  is<Future<unknown>>()(anything)
  is<Future<string>>()(pool.submit(async (x: number) => String(x), six))
  is<number>()(await pool.submit((a: number, b: string) => a + b.length, six, "x"))
  is<number[]>()(await pool.map((x: number) => x, [1, six, 3]))
  for await (const done of asCompleted([six])) is<number>()(await done)
  const { done } = await wait([six])
  is<Set<Future<number>>>()(done)

  // Settled outcomes.
  const [first] = await pool.map((x: number) => x, [1], { onError: "settle" })
  is<PromiseSettledResult<number> | undefined>()(first)

  is<number[]>()(await pool.broadcast((x: number) => x, 1))
  is<void[]>()(await pool.map((_x: number) => {}, [1]))
}

// The wrong item.
// error TS2769: No overload matches this call.
await pool.map((x: number) => x, ["a"])

// Too few inputs.
// error TS2345: Target signature provides too few arguments. Expected 2 or more, but got 1.
await pool.map((a: number, b: string) => b + a, [1])

// The wrong argument, too many, too few.
// error TS2345: Argument of type 'string' is not assignable to parameter of type 'number | Future<number>'.
pool.submit((x: number) => x, "1")
// error TS2554: Expected 2 arguments, but got 3.
pool.submit((x: number) => x, 1, 2)
// error TS2554: Expected 2 arguments, but got 1.
pool.submit((x: number) => x)

// The wrong option, and one of another call.
// error TS2561: Object literal may only specify known properties, but 'worker' does not exist in type 'PoolOptions'.
// Did you mean to write 'workers'?
new Pool({ worker: 2 })
// error TS2322: Type '"fork"' is not assignable to type
new Pool({ backend: "fork" })
// error TS2353: Object literal may only specify known properties, and 'chunkSize' does not exist in type 'TaskOptions'.
pool.with({ chunkSize: 2 })
// error TS2769: Type '"ignore"' is not assignable to type 'OnError | undefined'.
pool.imap((x: number) => x, [1], { onError: "ignore" })
