import { SharedMemoryUnavailableError } from "../errors/index.ts"
import { loadKoffi } from "./koffi.ts"
import { loadNodeFfi } from "./node-ffi.ts"

/** Pages of a file as memory. */
export interface Mapped {
  readonly buffer: ArrayBuffer
  readonly pointer: bigint
}

/** What of the C library is needed to have pages of files in memory. */
export interface Pages {
  /** Maps the first `size` bytes of a file for reading and writing by all. */
  map(fd: number, size: number): Mapped
  /** Maps `size` bytes from `at` on, which begins a page: what is written there is seen by nobody else, nor in the file. */
  mapPrivately(fd: number, at: number, size: number): Mapped
  unmap(pointer: bigint, size: number): void
  /** `shm_open`, where shared memory has no folder. */
  open?(name: string, flags: number, mode: number): number
  unlink?(name: string): void
}

const readWrite = 3
const shared = 1
const privately = 2
const failed = 2n ** 64n - 1n

let found: Pages | undefined

/** Unmaps pages that nobody sees any more: views keep a buffer, and the buffer keeps the pages. */
export const collectedPages: FinalizationRegistry<{ readonly pointer: bigint; readonly size: number }> =
  new FinalizationRegistry(({ pointer, size }) => pages().unmap(pointer, size))

/** The way to map pages here. @throws SharedMemoryUnavailableError */
export function pages(): Pages {
  return (found ??= fromKoffi() ?? fromNode() ?? unavailable())
}

function fromKoffi(): Pages | undefined {
  const koffi = process.platform === "win32" ? undefined : loadKoffi()
  if (koffi === undefined) return undefined
  const c = koffi.load(process.platform === "darwin" ? "libc.dylib" : "libc.so.6")
  const mmap = c.func("void *mmap(void *, size_t, int, int, int, int64_t)")
  const munmap = c.func("int munmap(void *, size_t)")
  const checked = (result: unknown, what: string): number => {
    if ((result as number) < 0) throw Object.assign(new Error(`${what} failed`), { errno: koffi.errno() })
    return result as number
  }
  const map = (fd: number, at: number, size: number, flags: number): Mapped => {
    const pointer = mmap(null, size, readWrite, flags, fd, at) as bigint
    if (BigInt.asUintN(64, pointer) === failed) throw new Error(`mmap failed (${koffi.errno()})`)
    return { buffer: koffi.view(pointer, size), pointer }
  }
  return {
    map: (fd, size) => map(fd, 0, size, shared),
    mapPrivately: (fd, at, size) => map(fd, at, size, privately),
    unmap: (pointer, size) => void checked(munmap(pointer, size), "munmap"),
    ...(process.platform === "darwin" && {
      open(name, flags, mode) {
        // The mode is a variadic argument, which is passed in another place on some processors.
        const open = c.func("int shm_open(const char *, int, ...)")
        return checked(open(name, flags, "unsigned int", mode), "shm_open")
      },
      unlink: (name) => void checked(c.func("int shm_unlink(const char *)")(name), "shm_unlink"),
    }),
  }
}

/** It knows no variadic functions, so on Linux only. */
function fromNode(): Pages | undefined {
  if (process.platform !== "linux") return undefined
  const ffi = loadNodeFfi()
  if (ffi === undefined) return undefined
  try {
    const { functions: c } = ffi.dlopen("libc.so.6", {
      mmap: { arguments: ["pointer", "u64", "i32", "i32", "i32", "i64"], return: "pointer" },
      munmap: { arguments: ["pointer", "u64"], return: "i32" },
    })
    const map = (fd: number, at: number, size: number, flags: number): Mapped => {
      const pointer = c["mmap"]!(0n, BigInt(size), readWrite, flags, fd, BigInt(at)) as bigint
      if (BigInt.asUintN(64, pointer) === failed) throw new Error("mmap failed")
      return { buffer: ffi.toArrayBuffer(pointer, size, false), pointer }
    }
    return {
      map: (fd, size) => map(fd, 0, size, shared),
      mapPrivately: (fd, at, size) => map(fd, at, size, privately),
      unmap: (pointer, size) => void c["munmap"]!(pointer, BigInt(size)),
    }
  } catch {
    return undefined
  }
}

function unavailable(): never {
  const why = process.platform === "win32" ? "on Windows" : "without a foreign function interface"
  throw new SharedMemoryUnavailableError(`there is no SharedMemory ${why}`, {
    hint:
      process.platform === "win32"
        ? "use a Queue or a SharedArray, or between threads shared()"
        : "npm install koffi (or run Node 26, which has node:ffi)",
  })
}
