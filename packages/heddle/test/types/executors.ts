// What executors infer, and how their errors read.
import { ProcessPoolExecutor, ThreadPoolExecutor } from "heddle"
import type { Executor, Future, MappedResults } from "heddle"

/** Compiles only where `value` is exactly a `T`. */
function is<T>() {
  return <V>(_value: V, ..._same: [T, V] extends [V, T] ? [] : ["is another type"]): void => {}
}

const executor: Executor = new ThreadPoolExecutor({ maxWorkers: 2, memoryLimit: "512M", timeout: "1.5s" })
new ProcessPoolExecutor({ maxTasksPerChild: 3, initializer: (_n: number) => {}, initargs: [1] })

export async function infers(): Promise<void> {
  is<Future<number>>()(executor.submit((a: number, b: number) => a ** b, 2, 8))
  is<MappedResults<string>>()(executor.map((x: number) => String(x), [1, 2]))
  is<string[]>()(await executor.map(async (x: number) => String(x), [1, 2]))
  is<number[]>()(await executor.map((a: number, b: string) => a + b.length, [1], ["a"], { timeout: "1s" }))
  for await (const row of executor.map((x) => [x, x.length], ["a"], { bufferSize: 4 })) is<[string, number]>()(row)
}

// error TS2345: Argument of type 'string' is not assignable to parameter of type 'number | Future<number>'.
executor.submit((x: number) => x, "1")
// error TS2769: No overload matches this call.
executor.map((x: number) => x, [1], { buffersize: 4 })
// error TS2561: Object literal may only specify known properties, but 'max_workers' does not exist in type
// 'ExecutorOptions'.
new ThreadPoolExecutor({ max_workers: 2 })
// error TS2559: Type '4' has no properties in common with type 'ExecutorOptions'.
new ThreadPoolExecutor(4)
