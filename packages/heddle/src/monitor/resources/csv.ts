import type { SampleEvent } from "../../core/events/index.ts"

/**
 * A row for each sample, and one for each of its workers: `worker` is empty in the program's own. Times are seconds since the
 * beginning, shares of processors from 0 to 1, memory in bytes; what is not known is empty.
 */
export function toCsv(samples: readonly SampleEvent[]): string {
  const head = "seconds,worker,cpu,system_cpu,rss,heap,external,memory_used,memory_total,loop"
  const start = samples[0] === undefined ? 0 : samples[0].at - samples[0].ms
  const rows = samples.flatMap(({ at, cpu, systemCpu, rss, heap, memoryUsed, memoryTotal, loop, workers }) => {
    const seconds = rounded((at - start) / 1000)
    const own = [seconds, "", rounded(cpu), rounded(systemCpu), rss, heap, "", memoryUsed, memoryTotal, rounded(loop)]
    const each = workers.map((worker) =>
      [
        seconds,
        quoted(worker.worker),
        rounded(worker.cpu),
        "",
        worker.rss ?? "",
        worker.heap ?? "",
        worker.external ?? "",
        "",
        "",
        "",
      ].join(","),
    )
    return [own.join(","), ...each]
  })
  return [head, ...rows, ""].join("\n")
}

function rounded(value: number): number {
  return Number(value.toFixed(4))
}

function quoted(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
