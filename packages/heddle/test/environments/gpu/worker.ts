import { parentPort } from "node:worker_threads"
import { jit, prange } from "../../../src/jit/index.ts"

const squares = jit(
  (a: Float32Array) => {
    let s = 0
    for (const i of prange(a)) s += a[i]! ** 2
    return s
  },
  { target: "gpu" },
)
parentPort!.postMessage(await squares(Float32Array.of(1, 2, 3)))
