/** What an attendant is asked, as a line of JSON on its socket or a message of its own program. */
export type AttendRequest =
  /** What does each thread of the process do now? */
  | { readonly do: "look" }
  /** Record CPU profiles, of what starts later too. `interval`: microseconds; `folder`: where they go. */
  | { readonly do: "start"; readonly interval: number; readonly folder: string }
  /** End that. When the answer comes, all files are there. */
  | { readonly do: "stop" }

/** One thread of a process, as it was at one moment. */
export interface ThreadLook {
  /** Node's number of the thread; 0 is the main thread. */
  readonly threadId: number
  /** Of a worker, what its pool calls it; else what its maker called it. */
  readonly name: string
  /** Its JavaScript stack, innermost frame first, as `error.stack` has it; empty: it waits. Undefined: it did not answer. */
  readonly stack: string | undefined
  /** Bytes of V8's heap in use. */
  readonly heap: number | undefined
  /** Processor time since it started, in microseconds. Undefined on Node before 24. */
  readonly cpu: number | undefined
  /** What its tasks came to, if it is a worker. */
  readonly work: Work | undefined
}

/** What a worker has done. */
export interface Work {
  /** Does a task run? */
  readonly busy: boolean
  readonly tasks: number
  /** Microseconds spent in them; wraps at 32 bits. */
  readonly micros: number
}

/** What a process answers to `look`. */
export interface ProcessLook {
  readonly pid: number
  readonly ppid: number
  /** The program's file. */
  readonly program: string
  readonly node: string
  /** Milliseconds. */
  readonly uptime: number
  readonly rss: number
  readonly threads: readonly ThreadLook[]
}

export type AttendReply = ProcessLook | { readonly done: true } | { readonly error: string }

/** One thread's profile, as its file has it. */
export interface ThreadProfile {
  readonly pid: number
  readonly threadId: number
  readonly name: string
  /** When it began, in ms since 1970. */
  readonly at: number
  /** When V8 was done with beginning it. Samples before that are of its own work. */
  readonly from: number
  readonly profile: CpuProfile
}

/** What V8 gives, the format of `.cpuprofile` files. Times are microseconds. */
export interface CpuProfile {
  readonly nodes: readonly CpuNode[]
  readonly startTime: number
  readonly endTime: number
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

export interface CpuNode {
  readonly id: number
  readonly callFrame: CpuFrame
  readonly hitCount?: number
  readonly children?: readonly number[]
}

/** Lines and columns count from zero. */
export interface CpuFrame {
  readonly functionName: string
  readonly scriptId: string
  readonly url: string
  readonly lineNumber: number
  readonly columnNumber: number
}
