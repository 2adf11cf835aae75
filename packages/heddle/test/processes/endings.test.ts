import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { tmpdir } from "node:os"

/* Law 7 with worker processes: whole programs, how they end, and what they leave. */
const limit = 60_000

interface Program {
  readonly child: ChildProcess
  readonly printed: { stdout: string; stderr: string }
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  /** Resolves when it has printed as many lines that match. */
  says(pattern: RegExp, times?: number): Promise<readonly string[]>
}

function start(name: string, flags: readonly string[] = [], detached = false): Program {
  const path = join(import.meta.dirname, "sources/endings.ts")
  const child = spawn(process.execPath, ["-C", "@heddle/source", ...flags, path, name], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limit,
    killSignal: "SIGKILL",
    detached,
  })
  const printed = { stdout: "", stderr: "" }
  const listeners = new Set<() => void>()
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      printed[stream] += text
      for (const listener of listeners) listener()
    })
  }
  const ended = new Promise<Awaited<Program["ended"]>>((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code, signal) => resolve({ code, signal }))
  })
  const says = async (pattern: RegExp, times = 1): Promise<readonly string[]> => {
    const found = (): string[] => [...(printed.stdout + printed.stderr).matchAll(pattern)].map(([, what]) => what!)
    const told = new Promise<void>((resolve) => {
      const look = (): void => void (found().length >= times && resolve())
      listeners.add(look)
      look()
    })
    await Promise.race([
      told,
      ended.then(() => {
        if (found().length < times) throw new Error(`it ended: ${printed.stdout}${printed.stderr}`)
      }),
    ])
    return found()
  }
  return { child, printed, ended, says }
}

/** Resolves when no process has this number, or only one that nobody has buried. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
      if (process.platform === "linux" && / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return
    } catch {
      return
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** What heddle may have left in the folders for what lasts no longer than a program. */
function leftovers(): string[] {
  const folders = process.platform === "linux" ? ["/dev/shm", tmpdir()] : [tmpdir()]
  return folders.flatMap((folder) => readdirSync(folder).filter((name) => /^heddle-\d+-[\w.]+-\d+$/.test(name)))
}

describe("a program with worker processes", () => {
  const endings: Readonly<Record<string, readonly [sentence: string, stdout: RegExp, code?: number]>> = {
    idle: ["ends by itself with an idle pool open", /^\[ 2, 3, 4 \]\n$/],
    pending: ["stays until what is pending has settled, though nobody awaits it", /^done\n$/],
    neverUsed: ["ends by itself with a pool that was never used", /^$/],
    exits: ["process.exit ends it at once, with a task that spins", /^worker \d+\n$/, 7],
  }
  for (const [name, [sentence, stdout, code = 0]] of Object.entries(endings)) {
    it(sentence, async () => {
      const { ended, printed } = start(name)
      assert.deepEqual(await ended, { code, signal: null }, printed.stderr)
      assert.match(printed.stdout, stdout)
      assert.equal(printed.stderr, "")
      for (const [, pid] of printed.stdout.matchAll(/worker (\d+)/g)) await gone(Number(pid))
    })
  }

  for (const [name, sentence, workers] of [
    ["spinning", "whose tasks spin", 2],
    ["starting", "whose initializer spins", 1],
    ["waiting", "whose tasks wait", 2],
    ["printing", "whose task writes more than anybody reads", 1],
    ["nested", "whose task has a pool of processes", 2],
  ] as const) {
    it(`killed, and ${sentence}, leaves no process and no file behind`, async () => {
      const program = start(name)
      const pids = await program.says(/worker (\d+)/g, workers)
      program.child.kill("SIGKILL")
      await program.ended
      for (const pid of pids) await gone(Number(pid))
      assert.deepEqual(leftovers(), [])
    })
  }

  it("has a task that spins ended in time also while its own thread is blocked", async () => {
    const { ended, printed } = start("blocked")
    await ended
    assert.match(printed.stdout, /true\n$/, printed.stderr)
  })

  it("decides what Ctrl-C does: its workers go on until then", async () => {
    const program = start("interrupted", [], true)
    await program.says(/(ready)/g)
    process.kill(-program.child.pid!, "SIGINT")
    assert.deepEqual(await program.ended, { code: 0, signal: null }, program.printed.stderr)
    assert.equal(program.printed.stdout, "ready\ninterrupted\nand finished\n")
    assert.equal(program.printed.stderr, "")
  })

  it("dies of Ctrl-C with its workers, and nobody prints a stack", async () => {
    const program = start("interruptible", [], true)
    const [pid] = await program.says(/worker (\d+)/g)
    process.kill(-program.child.pid!, "SIGINT")
    assert.deepEqual(await program.ended, { code: null, signal: "SIGINT" })
    assert.equal(program.printed.stderr, "")
    await gone(Number(pid))
  })

  it("that may not start processes says what it may not", async () => {
    // What reading closures takes, where that has a flag of its own.
    const more = ["--allow-inspector"].filter((flag) => process.allowedNodeEnvironmentFlags.has(flag))
    const { ended, printed } = start("denied", ["--permission", "--allow-fs-read=*", ...more])
    await ended
    assert.match(
      printed.stdout,
      /^WorkerDiedError this program runs with --permission[^]*--allow-child-process/,
      printed.stderr,
    )
  })
})
