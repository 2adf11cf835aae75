import { built, findCompiler, levels } from "./compiler.ts"
import { foreign } from "./foreign.ts"
import type { Foreign, NativeLibrary } from "./foreign.ts"
import { runtime } from "./runtime.ts"

/** What compiled kernels need of the system. */
export interface Native {
  readonly foreign: Foreign
  /** The address of `heddle_fork`. */
  readonly fork: number
  /** Forks that other threads took part in. */
  forks(): number
  /** Compiles C and loads it. Throws what the compiler says. */
  library(text: string): NativeLibrary
}

const installs: Readonly<Record<string, string>> = {
  darwin: "xcode-select --install",
  linux: "apt install gcc (or dnf install gcc, or apk add gcc musl-dev)",
}

let found: Native | string | undefined

/** Why kernels cannot be compiled by the system's C compiler here, and what to do; undefined: they can. */
export function nativeProblem(): string | undefined {
  const native = (found ??= look())
  return typeof native === "string" ? native : undefined
}

/** @throws Error where there is a problem */
export function native(): Native {
  const native = (found ??= look())
  if (typeof native === "string") throw new Error(native)
  return native
}

function look(): Native | string {
  if (process.platform === "win32") return `there is no native target on Windows: use target "wasm"`
  const ffi = foreign()
  if (ffi === undefined) {
    return "there is no way to call C here: npm install koffi (or run Node 26, which has node:ffi)"
  }
  const compiler = findCompiler()
  if (compiler === undefined) {
    return `there is no C compiler (CC, cc, gcc, clang): ${installs[process.platform] ?? "install gcc or clang"}`
  }
  let problem: unknown
  for (let level = 0; level < levels; level++) {
    try {
      const library = ffi.load(built(compiler, runtime, level))
      const fork = library.address("heddle_fork_address")
      return {
        foreign: ffi,
        fork,
        forks: () => library.address("heddle_forks"),
        library: (text) => ffi.load(built(compiler, text, level)),
      }
    } catch (error) {
      problem = error
    }
  }
  const says = problem instanceof Error ? problem.message : String(problem)
  return `${compiler.command.join(" ")} makes no library that can be loaded here: ${says}`
}
