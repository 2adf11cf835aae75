import { heap, wasm } from "../../core/heap/index.ts"
import { trialStrides, trialVectors, wideTrial } from "../emit/index.ts"

const special = [0, -0, 1, -1, 0.1, 1e300, -2.5, Number.NaN, Infinity, -Infinity, 5e-324, 3]
const count = 16
/** Numbers that one call takes of each list. */
const group = 4

/**
 * Compiles a module that does all that vectors do twice, once so that V8 makes it 256 bits wide, runs it, and compares the two.
 */
export function isWideRight(compile: (bytes: Uint8Array<ArrayBuffer>) => object): boolean {
  const memory = heap()
  const [side, apart] = [trialStrides.run / 8, trialStrides.apart / 8]
  const outs = [2 * count, 2 * count + trialVectors * side] as const
  const size = outs[1] + trialVectors * apart
  const room = memory.allocate(8 * size)
  try {
    const numbers = new Float64Array(memory.buffer, room.address, size)
    for (let i = 0; i < count; i++) {
      numbers[i] = special[i % special.length]!
      numbers[count + i] = special[(i * 5 + 1) % special.length]!
    }
    const { exports } = new wasm.Instance(compile(wideTrial()), { heap: { memory: memory.memory } })
    const [run, runApart] = [exports["run"], exports["apart"]] as ((a: number, b: number, out: number) => void)[]
    for (let first = 0; first < count; first += group) {
      const [a, b] = [room.address + 8 * first, room.address + 8 * (count + first)]
      run!(a, b, room.address + 8 * outs[0])
      runApart!(a, b, room.address + 8 * outs[1])
      for (let i = 0; i < trialVectors; i++) {
        for (const lane of [0, 1]) {
          if (!Object.is(numbers[outs[0] + i * side + lane], numbers[outs[1] + i * apart + lane])) return false
        }
      }
    }
    return true
  } finally {
    memory.release(room.address)
  }
}
