import { MessageChannel, Worker } from "node:worker_threads"
import type { MessagePort } from "node:worker_threads"
import { loadKoffi, loadNodeFfi } from "../../../core/foreign/index.ts"

/** How C is called here: koffi, or what Node has itself from 26 on. */
export interface Foreign {
  /** A shared library; it stays loaded. Throws where the system cannot load it. */
  load(file: string): NativeLibrary
  /** Where the bytes of a view lie. */
  addressOf(view: ArrayBufferView): number
}

export interface NativeLibrary {
  /** A call of `int32_t name(double *)` with the list at an address. */
  call(name: string, list: number): () => number
  /** The same call, made by another thread. */
  callAside(name: string, list: number): Promise<number>
  /** What `uintptr_t name(void)` gives. */
  address(name: string): number
}

let found: Foreign | undefined

export function foreign(): Foreign | undefined {
  return (found ??= fromKoffi() ?? fromNode())
}

function fromKoffi(): Foreign | undefined {
  const koffi = loadKoffi()
  return (
    koffi && {
      load(file) {
        const library = koffi.load(file)
        return {
          call(name, list) {
            const run = library.func(`int32_t ${name}(uintptr_t)`)
            return () => run(list) as number
          },
          callAside(name, list) {
            const { promise, resolve, reject } = Promise.withResolvers<number>()
            library.func(`int32_t ${name}(uintptr_t)`).async(list, (error: unknown, status: number) => {
              if (error === null) resolve(status)
              else reject(error)
            })
            return promise
          },
          address: (name) => Number(library.func(`uintptr_t ${name}()`)()),
        }
      },
      addressOf: (view) => Number(koffi.address(view)),
    }
  )
}

function fromNode(): Foreign | undefined {
  const ffi = loadNodeFfi()
  if (ffi === undefined) return undefined
  return {
    load(file) {
      const found = (name: string, args: readonly string[], result: string): ((...args: unknown[]) => unknown) =>
        ffi.dlopen(file, { [name]: { arguments: args, return: result } }).functions[name]!
      // Whether it can be loaded at all.
      ffi.dlopen(file, {})
      return {
        call(name, list) {
          const run = found(name, ["pointer"], "i32")
          const pointer = BigInt(list)
          return () => run(pointer) as number
        },
        callAside: (name, list) => aside(file, name, list),
        address: (name) => Number(found(name, [], "pointer")()),
      }
    },
    addressOf: (view) => Number(ffi.getRawPointer(view)),
  }
}

/** What a thread does that makes calls for this one, as text. */
const caller = `
const { workerData: port } = require("node:worker_threads")
const ffi = process.getBuiltinModule("node:ffi")
port.on("message", ({ file, name, list }) => {
  const library = ffi.dlopen(file, { [name]: { arguments: ["pointer"], return: "i32" } })
  port.postMessage(library.functions[name](list))
})`

let callers: MessagePort | undefined
const waiting: ((status: number) => void)[] = []

/** `node:ffi` has no calls that another thread makes: here it is a worker, one call after the other. */
function aside(file: string, name: string, list: number): Promise<number> {
  const port = (callers ??= startCaller())
  return new Promise((resolve) => {
    waiting.push(resolve)
    port.ref()
    port.postMessage({ file, name, list: BigInt(list) })
  })
}

function startCaller(): MessagePort {
  const { port1, port2 } = new MessageChannel()
  const execArgv = ["--disable-warning=ExperimentalWarning"]
  new Worker(caller, { eval: true, workerData: port2, transferList: [port2], execArgv, name: "heddle kernels" }).unref()
  port1.on("message", (status: number) => {
    waiting.shift()!(status)
    if (waiting.length === 0) port1.unref()
  })
  return port1
}
