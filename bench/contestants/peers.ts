import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Piscina } from "piscina"
import { FixedThreadPool } from "poolifier"
import { Tinypool } from "tinypool"
import workerpool from "workerpool"

/** A pool of another library: two worker threads and one function of a file. */
export interface Peer {
  readonly name: string
  call(x: unknown): PromiseLike<unknown>
  /** Before and after each of its turns, where it must not be there during those of others. */
  enter?(): PromiseLike<unknown>
  leave?(): PromiseLike<unknown>
  close(): PromiseLike<unknown>
}

export type PeerFunction = "noop" | "sqrt"

/** How piscina's workers wait for tasks; "sync" is its default. */
export type Atomics = "sync" | "async" | "disabled"

export function piscina(fn: PeerFunction | "spin", tasksPerWorker: number = 1, atomics: Atomics = "sync"): Peer {
  const options = {
    filename: url(`${fn}.mjs`).href,
    minThreads: 2,
    maxThreads: 2,
    concurrentTasksPerWorker: tasksPerWorker,
    atomics,
  }
  const pool = new Piscina(options)
  const settings = [
    `piscina ${version("piscina")}`,
    ...(tasksPerWorker === 1 ? [] : [`${tasksPerWorker} tasks per worker`]),
    ...(atomics === "sync" ? [] : [`atomics ${atomics}`]),
  ]
  return { name: settings.join(", "), call: (x) => pool.run(x), close: () => pool.destroy() }
}

export function tinypool(fn: PeerFunction): Peer {
  const pool = new Tinypool({ filename: url(`${fn}.mjs`).href, minThreads: 2, maxThreads: 2 })
  return { name: `tinypool ${version("tinypool")}`, call: (x) => pool.run(x), close: () => pool.destroy() }
}

export function workerPool(fn: PeerFunction): Peer {
  const options = { minWorkers: 2, maxWorkers: 2, workerType: "thread" } as const
  const pool = workerpool.pool(fileURLToPath(url("for-workerpool.mjs")), options)
  const call = (x: unknown): PromiseLike<unknown> => pool.exec(fn, [x])
  return {
    name: `workerpool ${version("workerpool")}`,
    call,
    close: () => pool.terminate() as unknown as PromiseLike<unknown>,
  }
}

export function poolifier(fn: PeerFunction): Peer {
  const pool = new FixedThreadPool(2, fileURLToPath(url("for-poolifier.mjs")))
  const close = async (): Promise<void> => {
    // It waits for threads that do not hold the program.
    const hold = setInterval(() => {}, 1000)
    await pool.destroy()
    clearInterval(hold)
  }
  return { name: `poolifier ${version("poolifier")}`, call: (x) => pool.execute(x, fn), close }
}

export function allPeers(fn: PeerFunction): Peer[] {
  return [piscina(fn), piscina(fn, 64), tinypool(fn), workerPool(fn), poolifier(fn)]
}

function url(name: string): URL {
  return new URL(name, import.meta.url)
}

function version(name: string): string {
  let folder = new URL("./", import.meta.resolve(name))
  for (;;) {
    try {
      const { version, name: found } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8")) as Record<
        string,
        string
      >
      if (found === name) return version!
    } catch {
      // Not in this folder: its parent may have it.
    }
    folder = new URL("../", folder)
  }
}

/** A peer that does not close in time, in ms, is left alone. */
const patience = 5000

/** Closes them, one after the other. One of the peers' own promises may never settle although its threads have ended. */
export async function closeAll(peers: readonly Pick<Peer, "close">[]): Promise<void> {
  for (const { close } of peers) {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise((resolve) => (timer = setTimeout(resolve, patience)))
    await Promise.race([close(), late])
    clearTimeout(timer)
  }
}
