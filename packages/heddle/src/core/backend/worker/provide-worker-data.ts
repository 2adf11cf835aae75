import { syncBuiltinESMExports } from "node:module"
import workerThreads from "node:worker_threads"
import { storeCode } from "../../closure/thaw/index.ts"
import { decode, prepare } from "../../wire/arrivals.ts"
import type { ChildInit } from "../processes/init.ts"

/** Puts a pool's `workerData` where tasks look for it on the threads backend too. */
export async function provideWorkerData({ data, graph, codes }: ChildInit["workerData"]): Promise<void> {
  for (const code of codes) storeCode(code)
  if (graph) await prepare(data)
  ;(workerThreads as { workerData: unknown }).workerData = graph ? decode(data) : data
  syncBuiltinESMExports()
}
