import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { cpus, homedir, tmpdir } from "node:os"
import path from "node:path"

/** The system's C compiler. */
export interface CCompiler {
  readonly command: readonly string[]
  /** What it says of itself. */
  readonly version: string
}

/** How often one was run, in this thread. */
export const compiled: { count: number } = { count: 0 }

const isMac = process.platform === "darwin"
/**
 * Nothing that changes a bit. Where nobody asks for traps, conditions can become masks; arrays of different kinds may be
 * one memory.
 */
const always = [
  ..."-std=gnu11 -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math -fno-strict-aliasing".split(" "),
  ..."-fPIC -shared -pthread -w".split(" "),
  // A thread that waits in it must not lose its code.
  ...(isMac ? [] : ["-Wl,-z,nodelete"]),
]
/** What a compiler may not know: less and less of it is tried. */
const wanted: readonly (readonly string[])[] = [["-march=native", "-fopenmp-simd"], ["-fopenmp-simd"], []]
/** A compiler that takes longer, in ms, hangs. */
const patience = 120_000
const longestOutput = 2 ** 26

/** `CC`, or the first of cc, gcc and clang that is there. */
export function findCompiler(): CCompiler | undefined {
  const chosen = process.env["CC"]?.trim()
  for (const command of [...(chosen ? [chosen] : []), "cc", "gcc", "clang"]) {
    const [file, ...args] = command.split(/\s+/)
    try {
      const version = run(file!, [...args, "--version"])
      return { command: [file!, ...args], version: version.split("\n")[0]! }
    } catch {
      // The next one.
    }
  }
  return undefined
}

function run(file: string, args: readonly string[], input = ""): string {
  return process.getBuiltinModule("node:child_process").execFileSync(file, args, {
    input,
    encoding: "utf8",
    stdio: "pipe",
    timeout: patience,
    maxBuffer: longestOutput,
    windowsHide: true,
  })
}

/**
 * The file of a shared library that a compiler made of the text, now or in an earlier program: it is kept by what it was made
 * of. `level`: how much of what it may not know is left out.
 *
 * @throws Error with what the compiler says
 */
export function built(compiler: CCompiler, text: string, level: number): string {
  const flags = [...always, ...wanted[level]!]
  const folder = cacheFolder()
  // Loaded where it is needed: 10 ms.
  const { createHash, randomUUID } = process.getBuiltinModule("node:crypto")
  const key = createHash("sha256")
    .update(JSON.stringify([compiler, flags, process.arch, machine(), text]))
    .digest("hex")
    .slice(0, 32)
  const file = path.join(folder, `${key}.${isMac ? "dylib" : "so"}`)
  if (existsSync(file)) return file
  const [command, ...args] = compiler.command
  // Others may build the same at the same time: whoever is last wins, and all are the same.
  const own = path.join(folder, `${key}.${process.pid}.${randomUUID()}`)
  try {
    compiled.count++
    run(command!, [...args, ...flags, "-x", "c", "-", "-o", own, "-lm"], text)
    renameSync(own, file)
  } finally {
    rmSync(own, { force: true })
  }
  return file
}

export const levels: number = wanted.length

let processor: string | undefined

/** What `-march=native` means: a folder may be that of several machines. */
function machine(): string {
  if (processor !== undefined) return processor
  processor = cpus()[0]?.model ?? ""
  try {
    processor += /^(flags|Features|isa)\s*:.*$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[0] ?? ""
  } catch {
    // Not Linux.
  }
  return processor
}

/** Nobody else may write there: what lies there is run. */
function cacheFolder(): string {
  const cache = process.env["XDG_CACHE_HOME"]
  const home = cache !== undefined && path.isAbsolute(cache) ? cache : path.join(homedir(), ".cache")
  const own = process.getuid?.() ?? 0
  const folders = [path.join(home, "heddle", "native"), path.join(tmpdir(), `heddle-native-${own}`)]
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const stat = lstatSync(folder)
      if (stat.isDirectory() && stat.uid === own && (stat.mode & 0o022) === 0) return folder
    } catch {
      // Not to be written.
    }
  }
  throw new Error(`nobody but you may write to the folder of compiled kernels, and ${folders.join(" and ")} are not so`)
}
