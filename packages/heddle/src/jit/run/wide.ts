import { heap, wasm } from "../../core/heap/index.ts"
import { wideExpected, wideTrial } from "../emit/index.ts"

const special = [0, -0, 1, -1, 0.1, 1e300, -2.5, Number.NaN, Infinity, -Infinity, 5e-324, 3]
const count = 16
/** Numbers that one call takes of each list. */
const group = 4

/** Compiles a module of all that vectors do, runs it, and compares with JavaScript. */
export function isWideRight(compile: (bytes: Uint8Array<ArrayBuffer>) => object): boolean {
  const memory = heap()
  const size = count * (2 + wideExpected.length)
  const room = memory.allocate(8 * size)
  try {
    const numbers = new Float64Array(memory.buffer, room.address, size)
    for (let i = 0; i < count; i++) {
      numbers[i] = special[i % special.length]!
      numbers[count + i] = special[(i * 5 + 1) % special.length]!
    }
    const { exports } = new wasm.Instance(compile(wideTrial()), { heap: { memory: memory.memory } })
    const run = exports["run"] as (...args: readonly number[]) => void
    for (let first = 0; first < count; first += group) {
      const [a, b, out] = [first, count + first, 2 * count + first * wideExpected.length]
      run(...[a, b, out].map((place) => room.address + 8 * place))
    }
    return wideExpected.every((candidates, row) =>
      candidates.some((js) => {
        for (let i = 0; i < count; i++) {
          const [at, lane] = [i - (i % group), i % group]
          const found = numbers[2 * count + at * wideExpected.length + row * group + lane]!
          if (!Object.is(found, js(numbers[i]!, numbers[count + i]!))) return false
        }
        return true
      }),
    )
  } finally {
    memory.release(room.address)
  }
}
