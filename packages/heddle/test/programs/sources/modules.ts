import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads"
import { wasm } from "../../../src/core/heap/index.ts"
import { compileModule } from "../../../src/jit/run/modules.ts"

/*
 * Threads that compile kernels, and threads with WebAssembly of their own: functions that call each other, directly and by
 * way of a table.
 */
const size = 30

function number(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...number(value >>> 7)]
}

function section(id: number, body: readonly number[]): number[] {
  return [id, ...number(body.length), ...body]
}

function moduleOf(seed: number, isIndirect: boolean): Uint8Array<ArrayBuffer> {
  const bodies = Array.from({ length: size }, (_, i) => {
    const before = i - 1
    const other = before - ((seed + i) % Math.min(i, 20))
    const indirect = [0x41, before, 0x11, 0, 0]
    const direct = [0x10, before, 0x20, 0, 0x10, other]
    const calls = i === 0 ? [] : isIndirect ? [...indirect, 0x20, 0, 0xa0] : [...direct, 0xa0]
    return [0, 0x20, 0, ...calls, 0x20, 0, 0xa2, 0x0b]
  })
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, 0x7c, 1, 0x7c]),
    ...section(3, [size, ...bodies.map(() => 0)]),
    ...section(4, [1, 0x70, 0, size]),
    ...section(7, [1, 1, 0x66, 0, size - 1]),
    ...section(9, [1, 0, 0x41, 0, 0x0b, size, ...bodies.keys()]),
    ...section(10, [size, ...bodies.flatMap((body) => [...number(body.length), ...body])]),
  ])
}

const work: Readonly<Record<string, () => void>> = {
  kernels() {
    for (let i = 0; i < 500; i++) compileModule(moduleOf(i, false), false)
  },
  modules() {
    for (let i = 0; i < 60; i++) {
      const { exports } = new wasm.Instance(new wasm.Module(moduleOf(i, true)), {})
      const f = exports["f"] as (x: number) => number
      for (let calls = 0; calls < 3000; calls++) f(1.5)
    }
  },
}

if (isMainThread) {
  for (const task of ["kernels", "kernels", "kernels", "modules", "modules"]) {
    const worker = new Worker(new URL(import.meta.url), { workerData: task })
    worker.on("message", (done) => console.log(done))
  }
} else {
  work[workerData as string]!()
  parentPort!.postMessage("done")
}
