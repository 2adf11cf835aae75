// What heddle/async infers, and how its errors read.
import { Pool } from "heddle"
import type { Future } from "heddle"
import {
  Queue,
  TaskGroup,
  createTask,
  gather,
  runInExecutor,
  shield,
  sleep,
  timeout,
  toThread,
  waitFor,
} from "heddle/async"

/** Compiles only where `value` is exactly a `T`. */
function is<T>() {
  return <V>(_value: V, ..._same: [T, V] extends [V, T] ? [] : ["is another type"]): void => {}
}

export async function infers(): Promise<void> {
  is<Future<number>>()(createTask(async () => 1))
  is<Future<string>>()(createTask(({ signal }) => String(signal.aborted)))
  is<[number, string]>()(await gather(() => 1, Promise.resolve("a")))
  is<[number | Error, string | Error]>()(
    await gather(
      () => 1,
      async () => "a",
      { returnExceptions: true },
    ),
  )
  is<[number]>()(await gather(() => 1, { signal: AbortSignal.timeout(1) }))
  is<number[]>()(await gather(...[1, 2].map((n) => async () => n)))
  is<void>()(await sleep(1))
  is<string>()(await sleep("1ms", "a"))
  is<number>()(await timeout("1s", async ({ when }) => when() ?? 0))
  is<number>()(await waitFor(Promise.resolve(1), 5))
  is<number>()(await shield(async () => 1))
  is<number>()(await TaskGroup.run((group) => group.createTask(() => 1)))
  is<Future<number>>()(toThread((a: number, b: string) => a + b.length, 1, "a"))
  is<Future<number>>()(runInExecutor(new Pool(), (a: number) => a, 1))
  for await (const item of new Queue<number>()) is<number>()(item)
}

// error TS2345: Argument of type 'string' is not assignable to parameter of type 'number | Future<number>'.
toThread((x: number) => x, "1")
// error TS2345: Argument of type 'number' is not assignable to parameter of type
createTask(5)
// error TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.
new Queue<number>().putNowait("a")
