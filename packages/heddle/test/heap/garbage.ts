import { setImmediate as turn } from "node:timers/promises"
import v8 from "node:v8"
import vm from "node:vm"
import { float64, heap } from "../../src/core/heap/index.ts"

v8.setFlagsFromString("--expose-gc")
export const collect = vm.runInNewContext("gc") as () => void

export const used = (): number => heap().usage.used

/** What is used once all garbage is collected. */
export async function settled(): Promise<number> {
  let before = -1
  for (let same = 0; same < 3; same = used() === before ? same + 1 : 0) {
    before = used()
    collect()
    await turn()
    // What threads held that have ended is found now.
    float64(1).dispose()
  }
  return before
}
