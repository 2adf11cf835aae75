import type { MessagePort, Worker } from "node:worker_threads"
import type { AttendRequest } from "../attendant/index.ts"
import type { WorkerInit } from "../protocol.ts"

/** A worker thread for whoever measures what it uses, from the supervisor's thread. */
export interface MeasuredThread {
  readonly name: string
  readonly worker: Worker
  /** What the operating system calls it; 0: it has not begun, -1: that cannot be known. */
  readonly osThread: number
}

/** What the module exports that a supervisor is asked to load. `threads` are those that live when they are asked for. */
export interface MeasuringModule {
  measure(port: MessagePort, threads: () => Iterable<MeasuredThread>): void
}

/** What a supervisor is told when it starts. */
export interface SupervisorStart {
  /** 0: it sleeps; 1: counts its answers; 2: profiles are recorded. */
  readonly words: Int32Array<SharedArrayBuffer>
  /** Is it the main thread's? Then it answers for the whole process. */
  readonly isMain: boolean
  readonly mayInspect: boolean
}

/** What a supervisor is asked. */
export type ToSupervisor =
  | {
      readonly t: "open"
      readonly id: number
      readonly port: MessagePort
      readonly init: WorkerInit
      readonly epoch: number
      readonly memoryLimit: number | undefined
      readonly options: {
        readonly name: string
        readonly env: Record<string, string | undefined>
        readonly argv: string[] | undefined
        readonly execArgv: string[]
        readonly workerData: unknown
        readonly resourceLimits: Record<string, number> | undefined
      }
    }
  /** End the worker if the item is still running after `grace` ms. */
  | { readonly t: "doom"; readonly id: number; readonly seq: number; readonly grace: number }
  | { readonly t: "kill"; readonly id: number }
  /** Load a module that measures what the workers use, and speaks over the port with whoever wants to know. */
  | { readonly t: "measure"; readonly file: string; readonly port: MessagePort }
  /** Workers were given tasks: look after them again. */
  | { readonly t: "watch" }
  /** What a program asks of its own threads. The answer comes on the port; then word 1 of the shared memory is counted up. */
  | { readonly t: "attend"; readonly request: AttendRequest; readonly port: MessagePort }

/** What a supervisor tells. */
export type FromSupervisor =
  | { readonly t: "timeout"; readonly id: number; readonly seq: number }
  /** There are results that the worker has not told of. */
  | { readonly t: "news"; readonly id: number }
  | {
      readonly t: "ended"
      readonly id: number
      readonly why: "killed" | "exit" | "out-of-memory" | "timeout"
      readonly exitCode: number | null
      readonly error:
        | { readonly name: string; readonly message: string; readonly stack: string; readonly code: string | undefined }
        | undefined
      readonly usedMb: number
      readonly limitMb: number
    }
