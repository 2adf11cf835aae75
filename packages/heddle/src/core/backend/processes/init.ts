import { encode } from "../../wire/index.ts"
import type { CodeUnit } from "../../wire/index.ts"
import type { Budget } from "../budget.ts"
import type { WorkerSpec } from "../backend.ts"
import type { CallMessage } from "../protocol.ts"
import { callMessage } from "../threads/outbox.ts"

/** The first frame that a child reads. */
export interface ChildInit {
  /** The worker's name. */
  readonly name: string
  readonly memoryLimit: number | undefined
  readonly tasksPerWorker: number
  readonly aside: number
  readonly mail: string | undefined
  readonly budget: Budget
  readonly initializer: CallMessage | undefined
  readonly finalizer: CallMessage | undefined
  readonly workerData: { readonly data: unknown; readonly graph: boolean; readonly codes: readonly CodeUnit[] }
}

export function childInit(spec: WorkerSpec): ChildInit {
  const { data, graph, codes } = encode(spec.workerData, {
    role: "argument",
    label: "workerData",
    shared: false,
    functions: true,
  })
  return {
    name: spec.name,
    memoryLimit: spec.memoryLimit,
    tasksPerWorker: spec.tasksPerWorker,
    aside: spec.aside,
    mail: spec.mail,
    budget: spec.budget,
    initializer: spec.initializer && callMessage(spec.initializer),
    finalizer: spec.finalizer && callMessage(spec.finalizer),
    workerData: { data, graph, codes },
  }
}
