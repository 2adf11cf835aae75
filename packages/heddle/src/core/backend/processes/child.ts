import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { Socket } from "node:net"
import { getHeapStatistics } from "node:v8"
import type { WorkerSpec } from "../backend.ts"
import { Claims } from "./claims.ts"
import { workerExecArgv } from "../threads/exec-argv.ts"
import { threadFile } from "../threads/thread-file.ts"

/** What is fixed when a worker's process starts. */
export type ChildSpec = Pick<WorkerSpec, "env" | "argv" | "execArgv" | "memoryLimit" | "resourceLimits" | "budget">

/** A process that was started, and the file that it inherits. */
export interface Started {
  readonly child: ChildProcess
  readonly claims: Claims
}

/** Starts a worker's process. Throws what Node throws where it may not. */
export function startChild(spec: ChildSpec): Started {
  const claims = new Claims()
  try {
    return { child: spawnChild(spec, claims.fd), claims }
  } catch (error) {
    claims.close()
    throw error
  }
}

function spawnChild(spec: ChildSpec, controlFile: number): ChildProcess {
  const flags = spec.execArgv ?? workerExecArgv()
  const file = fileURLToPath(threadFile("worker/process-entry"))
  return spawn(process.execPath, [...flags, ...memoryFlags(spec), file, ...(spec.argv ?? [])], {
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe", controlFile],
    env: { ...nativeThreads(spec), ...(spec.env ?? process.env) },
    windowsHide: true,
  })
}

/** How libraries of native code learn how many threads to start: what joblib sets, and what native addons of Node read. */
const nativeThreadCounts = [
  "OMP_NUM_THREADS",
  "OPENBLAS_NUM_THREADS",
  "MKL_NUM_THREADS",
  "BLIS_NUM_THREADS",
  "VECLIB_MAXIMUM_THREADS",
  "RAYON_NUM_THREADS",
  "VIPS_CONCURRENCY",
]

/** The worker's share of the cores, for native code. What the user has set, and UV_THREADPOOL_SIZE, goes before. */
function nativeThreads({ budget }: ChildSpec): Record<string, string> {
  return Object.fromEntries(nativeThreadCounts.map((name) => [name, String(budget.cpus)]))
}

/** One of the pipes that were asked for. */
export function pipe(child: ChildProcess, fd: 1 | 2 | 3 | 4 | 5): Socket {
  const socket = (child.stdio as readonly unknown[])[fd] as Socket
  // A child that is gone says so by its end.
  socket.on("error", () => {})
  return socket
}

/** What V8 allows a child, in MB (2^20 bytes). */
export function heapLimitMb({ memoryLimit, resourceLimits }: ChildSpec): number {
  const own = memoryLimit ?? getHeapStatistics().heap_size_limit
  return resourceLimits?.["maxOldGenerationSizeMb"] ?? Math.round(own / 2 ** 20)
}

/** V8's own limit is the net below the watchdog, which measures every 10 ms. */
function memoryFlags({ memoryLimit, resourceLimits }: ChildSpec): string[] {
  const flags: string[] = []
  const mb = (bytes: number): number => Math.ceil(bytes / 2 ** 20)
  const old = resourceLimits?.["maxOldGenerationSizeMb"]
  const young = resourceLimits?.["maxYoungGenerationSizeMb"]
  const stack = resourceLimits?.["stackSizeMb"]
  if (old !== undefined) flags.push(`--max-old-space-size=${Math.ceil(old)}`)
  else if (memoryLimit !== undefined) flags.push(`--max-old-space-size=${mb(1.5 * memoryLimit) + 32}`)
  // A young generation is three semi-spaces.
  if (young !== undefined) flags.push(`--max-semi-space-size=${Math.max(1, Math.round(young / 3))}`)
  else if (memoryLimit !== undefined)
    flags.push(`--max-semi-space-size=${Math.min(16, Math.max(1, mb(memoryLimit / 32)))}`)
  if (stack !== undefined) flags.push(`--stack-size=${Math.round(stack * 1024)}`)
  return flags
}
