import { delayed } from "heddle"
import type { Delayed } from "heddle"

const small = delayed((...values: number[]) => values.reduce((a, b) => (a * 31 + b) % 1_000_003, 7))
const large = delayed((...values: number[]) => new Float64Array(4000).fill(values.reduce((a, b) => a + b, 1)))
const first = delayed((array: Float64Array, ...values: number[]) => array[0]! + values.length)
const later = delayed(async (list: { readonly values: readonly number[] }) => {
  await Promise.resolve()
  return list.values.reduce((a, b) => a - b, 0)
})

/** A graph of some hundred calls, small and large results, shared parts and chains; and what it must give. */
export function randomGraph(seed: number): { readonly call: Delayed<number[]>; readonly expected: number[] } {
  let state = seed
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % below
  }
  const numbers: { readonly call: Delayed<number>; readonly value: number }[] = []
  const arrays: { readonly call: Delayed<Float64Array>; readonly value: number }[] = []
  const some = (): typeof numbers => {
    return Array.from(
      { length: Math.min(numbers.length, random(4)) },
      () => numbers[numbers.length - 1 - random(Math.min(20, numbers.length))]!,
    )
  }
  for (let i = 0; i < 50 + random(200); i++) {
    const from = some()
    const values = from.map(({ value }) => value)
    const calls = from.map(({ call }) => call)
    const kind = random(4)
    if (kind === 0)
      numbers.push({ call: small(i, ...calls), value: [i, ...values].reduce((a, b) => (a * 31 + b) % 1_000_003, 7) })
    else if (kind === 1) arrays.push({ call: large(i, ...calls), value: [i, ...values].reduce((a, b) => a + b, 1) })
    else if (kind === 2 && arrays.length > 0) {
      const array = arrays[random(arrays.length)]!
      numbers.push({ call: first(array.call, ...calls), value: array.value + calls.length })
    } else numbers.push({ call: later({ values: [i, ...calls] }), value: [i, ...values].reduce((a, b) => a - b, 0) })
  }
  const roots = [...numbers.slice(-5), ...numbers.slice(0, 2)]
  return { call: delayed(roots.map(({ call }) => call)), expected: roots.map(({ value }) => value) }
}
