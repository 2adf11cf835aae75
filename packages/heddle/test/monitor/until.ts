import { listen } from "../../src/core/events/index.ts"
import type { SampleEvent, WorkerSample } from "../../src/core/events/index.ts"

/** Resolves with the first sample, from now on, for which that holds. */
export function sampleWhere(holds: (sample: SampleEvent) => boolean): Promise<SampleEvent> {
  return new Promise((resolve) => {
    const off = listen("sample", (sample) => {
      if (!holds(sample)) return
      off()
      resolve(sample)
    })
  })
}

/** What a worker has run according to the samples, in ms. */
export function ranIn(samples: readonly SampleEvent[], isMeant: (worker: WorkerSample) => boolean): number {
  return samples.reduce((sum, { ms, workers }) => {
    return sum + ms * workers.filter(isMeant).reduce((cpu, worker) => cpu + worker.cpu, 0)
  }, 0)
}
