// What parallel, delayed and compute infer, and how their errors read.
import { compute, delayed, parallel, unzip } from "heddle"
import type { Delayed } from "heddle"

/** Compiles only where `value` is exactly a `T`. */
function is<T>() {
  return <V>(_value: V, ..._same: [T, V] extends [V, T] ? [] : ["is another type"]): void => {}
}

const inc = delayed((x: number) => x + 1)
const add = delayed((a: number, b: number) => a + b)
const sum = delayed((values: number[]) => values.length)
const describe = delayed(async (o: { a: number; b: string }) => `${o.a}${o.b}`)

export async function infers(): Promise<void> {
  is<number[]>()(await parallel()([inc(1), inc(2)]))
  is<string[]>()(await parallel({ returnAs: "array" })([describe({ a: 1, b: "" })]))
  is<AsyncGenerator<number, void, undefined>>()(parallel({ returnAs: "generator" })([inc(1)]))
  for await (const x of parallel({ returnAs: "generatorUnordered", nJobs: 2 })([inc(1)])) is<number>()(x)
  is<(number | string)[]>()(await parallel()([inc(1), describe({ a: 1, b: "" })]))
  // Rows are tuples, so that their columns are typed.
  const [numbers, names] = unzip(await parallel()([1, 2].map((n) => delayed((x: number) => [x, `${x}`])(n))))
  is<number[]>()(numbers)
  is<string[]>()(names)
  await using p = parallel({ nJobs: 2 })
  is<number[]>()(await p([inc(1)]))

  // A call stands for its result, also inside containers.
  is<Delayed<number>>()(add(inc(1), 2))
  is<number>()(await add(inc(1), inc(2)).compute())
  is<number>()(await sum([1, inc(1)]).compute())
  is<string>()(await describe({ a: inc(1), b: "x" }).compute())
  is<number>()(await add(delayed(1), 2).compute())
  is<number[]>()(await delayed([inc(1), 2]).compute())
  const [one, rest] = await compute(inc(1), { list: [inc(2), 3], map: new Map([["k", inc(1)]]) })
  is<number>()(one)
  is<number[]>()(rest.list)
  is<Map<string, number>>()(rest.map)
  const [head, tail] = delayed((text: string): [number, string] => [text.length, text], { nout: 2 })("text")
  is<Delayed<number>>()(head)
  is<Delayed<string>>()(tail)
}

export function refuses(): void {
  // error TS2345: Argument of type 'string' is not assignable
  inc("1")
  // error TS2345: Argument of type 'Delayed<string>' is not assignable
  inc(describe({ a: 1, b: "" }))
  // error TS2345: is not assignable to parameter of type
  void parallel()([1, 2])
  // error TS2322: is not assignable to type
  parallel({ returnAs: "list" })
}
