import { parentPort } from "node:worker_threads"
import { setNumThreads } from "../../src/jit/index.ts"
import { NativeVariant } from "../../src/jit/run/native/index.ts"
import { team } from "../../src/jit/run/index.ts"
import { sourceOf } from "./native-kernel.ts"
import { sums, sumsInput } from "./native-sums.ts"

// The threads of compiled kernels are those of the whole program: here another of its threads wants them.
setNumThreads(3)
team.patience = 0
const input = sumsInput()
const { source, types } = sourceOf(sums, [input])
const kernel = new NativeVariant(source, types)
for (let i = 0; i < 300; i++) parentPort!.postMessage(kernel.call([input]))
parentPort!.postMessage("done")
