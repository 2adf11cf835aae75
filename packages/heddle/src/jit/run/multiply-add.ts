import { heap, wasm } from "../../core/heap/index.ts"
import { emitModule } from "../emit/index.ts"
import { Local } from "../ir/index.ts"
import type { KernelIr } from "../ir/index.ts"
import { fusedMultiplyAdd } from "../maths/index.ts"

export type MultiplyAdd = (a: number, b: number, c: number) => number

let found: MultiplyAdd | undefined

/** What `a * b + c` of a kernel under `fastmath` is on this processor: rounded once where it has an instruction for that. */
export function multiplyAdd(): MultiplyAdd {
  return (found ??= isFused() ? fusedMultiplyAdd : (a, b, c) => a * b + c)
}

function isFused(): boolean {
  const [a, b, c] = ["a", "b", "c"].map((name) => new Local(name, "f64")) as [Local, Local, Local]
  const get = (local: Local) => ({ k: "get", rep: "f64", local }) as const
  const kernel: KernelIr = {
    name: "fused",
    inputs: [a, b, c],
    results: ["f64"],
    body: [{ k: "return", values: [{ k: "fused", rep: "f64", a: get(a), b: get(b), c: get(c), isNegative: false }] }],
    sites: [],
  }
  const { bytes } = emitModule(kernel, heap().bits)
  const js = { bounds: () => {} }
  const { exports } = new wasm.Instance(new wasm.Module(bytes), { heap: { memory: heap().memory }, js })
  const run = exports["run"] as (...args: readonly number[]) => number
  // All of its bits are behind those of the 1.
  return run(1 + 2 ** -30, 1 - 2 ** -30, -1, 0) !== 0
}
