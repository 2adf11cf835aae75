// What heddle/memory infers.
import { Memory } from "heddle/memory"

/** Compiles only where `value` is exactly a `T`. */
function is<T>() {
  return <V>(_value: V, ..._same: [T, V] extends [V, T] ? [] : ["is another type"]): void => {}
}

const memory = new Memory(null)

export async function infers(): Promise<void> {
  const scaled = memory.cache((data: Float64Array, by = 2) => data.map((x) => x * by))
  is<Promise<Float64Array<ArrayBuffer>>>()(scaled(new Float64Array(1)))
  is<Promise<Float64Array<ArrayBuffer>>>()(scaled(new Float64Array(1), 3))
  const later = memory.cache(async (name: string) => ({ name }), { ignore: ["name"] })
  is<{ name: string }>()(await later("a"))
  is<boolean>()(await later.has("a"))
  is<{ name: string }>()(await later.force("a"))
  is<{ name: string }>()(await (await later.callAndShelve("a")).get())
  const named = memory.cache<[x: number], string>((x) => String(x))
  is<Promise<string>>()(named(1))
  is<Promise<number>>()(memory.eval((a: number, b: number) => a + b, 1, 2))
  // error TS2345: Argument of type 'number' is not assignable to parameter of type 'string'
  await later(3)
  // error TS2345: Argument of type 'string' is not assignable
  await scaled.has(new Float64Array(1), "3")
}
