import { cpuCount } from "../core/backend/index.ts"
import { OptionError } from "../core/errors/index.ts"
import { Pool } from "../pool/index.ts"
import * as objects from "./objects.ts"
import { Manager } from "./manager.ts"
import { activeChildren, currentProcess, parentProcess, Process } from "./process/index.ts"

/** How a child comes about. Node has one way: a fresh program, to which the target is sent. */
export type StartMethod = "spawn"

/** The names of this module, as `getContext` gives them. */
export interface Context {
  readonly Pool: typeof Pool
  readonly Process: typeof Process
  readonly Manager: typeof Manager
  readonly Queue: typeof objects.Queue
  readonly JoinableQueue: typeof objects.JoinableQueue
  readonly SimpleQueue: typeof objects.SimpleQueue
  readonly Pipe: typeof objects.Pipe
  readonly Lock: typeof objects.Lock
  readonly RLock: typeof objects.RLock
  readonly Semaphore: typeof objects.Semaphore
  readonly BoundedSemaphore: typeof objects.BoundedSemaphore
  readonly Event: typeof objects.Event
  readonly Condition: typeof objects.Condition
  readonly Barrier: typeof objects.Barrier
  readonly Value: typeof objects.Value
  readonly Array: typeof objects.SharedArray
  readonly cpuCount: typeof cpuCount
  readonly activeChildren: typeof activeChildren
  readonly currentProcess: typeof currentProcess
  readonly parentProcess: typeof parentProcess
  getStartMethod(): StartMethod
}

/** `"spawn"`. */
export function getStartMethod(): StartMethod {
  return "spawn"
}

export function getAllStartMethods(): StartMethod[] {
  return ["spawn"]
}

/** Returns for `"spawn"`, so that ported programs need no change. @throws OptionError for any other */
export function setStartMethod(method: StartMethod): void {
  if (method === "spawn") return
  throw new OptionError("method", `"spawn"`, method, {
    hint: "Node cannot fork; a target travels with what it captures, which is what most programs fork for",
  })
}

/** The names of this module, for programs that ask for a context. @throws OptionError for a method other than `"spawn"` */
export function getContext(method: StartMethod = "spawn"): Context {
  setStartMethod(method)
  const { SharedArray, ...others } = objects
  return {
    ...others,
    Array: SharedArray,
    Pool,
    Process,
    Manager,
    cpuCount,
    activeChildren,
    currentProcess,
    parentProcess,
    getStartMethod,
  }
}
