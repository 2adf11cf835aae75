import type { SampleEvent } from "../../src/core/events/index.ts"
import type { Machine } from "../../src/monitor/resources/index.ts"

export const machine: Machine = {
  cores: 4,
  memory: 8 * 2 ** 30,
  limited: [],
  model: "A processor of 2.5 GHz",
  system: "linux x64",
  node: "26.10.0",
}

/** `count` samples of so many workers, always the same: they work from an eighth of the time on, the main thread in its middle. */
export function madeSamples(count: number, workers: number, ms = 1000): SampleEvent[] {
  return Array.from({ length: count }, (_, i): SampleEvent => {
    const part = (i + 0.5) / count
    const each = Array.from({ length: workers }, (_, k) => {
      const cpu = part < 0.125 ? 0.02 : 0.7 + 0.3 * Math.sin(12 * part + k)
      const memory = k % 3 === 2 ? { rss: 9e7 + 4e7 * part } : { heap: 1e7 + 6e7 * part, external: 2e6 }
      return {
        pool: `pool ${1 + (k % 2)}`,
        worker: `pool ${1 + (k % 2)} ${1 + (k >> 1)}`,
        threadId: k + 1,
        cpu,
        ...memory,
      }
    })
    // One of them is away for a while.
    const there = each.filter((_, k) => !(k === 1 && part > 0.4 && part < 0.6))
    const cpu = there.reduce((sum, worker) => sum + worker.cpu, 0) / Math.max(4, workers)
    return {
      kind: "sample",
      at: 1.7e12 + (i + 1) * ms,
      ms,
      cpu,
      systemCpu: Math.min(1, cpu + 0.1 + 0.05 * Math.cos(40 * part)),
      rss: (0.5 + part) * 2 ** 30,
      heap: 2e8,
      memoryUsed: (3 + part) * 2 ** 30,
      memoryTotal: machine.memory,
      loop: part > 0.4 && part < 0.6 ? 1 : 0.05,
      workers: there,
    }
  })
}
