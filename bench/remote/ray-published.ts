/** What Ray's project has published of its own figures, on machines of its own. */
export interface Published {
  readonly value: number
  /** The release that it was measured with. */
  readonly release: string
}

/**
 * release/perf_metrics/microbenchmark.json of Ray's repository and the pull requests that bring it up to date: an
 * m5.16xlarge with 64 virtual processors. In operations a second, for `put_large` in GB.
 */
export const microbenchmark = {
  task_trips: { value: 805, release: "2.57" },
  tasks: { value: 7175, release: "2.58" },
  call_trips: { value: 1763, release: "2.57" },
  calls: { value: 7528, release: "2.54" },
  puts: { value: 3836, release: "2.57" },
  gets: { value: 8379, release: "2.50" },
  waits: { value: 4.86, release: "2.58" },
  put_large: { value: 15.2, release: "2.58" },
} as const satisfies Readonly<Record<string, Published>>

/** scalability/single_node.json: a million tasks queued on one node, then done, in s. */
export const millionTasks = 184

/** benchmarks/many_actors.json: actors a second, on a cluster. */
export const manyActors: Published = { value: 509, release: "2.50" }
