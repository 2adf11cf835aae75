import assert from "node:assert/strict"
import { inspect } from "node:util"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { pathToFileURL } from "node:url"
import { OptionError, Pool, chunked, range } from "heddle"
import type { MapOptions, PoolOptions, TaskOptions } from "heddle"
import type { Group } from "./contract.ts"
import { has } from "./case.ts"
import { failure } from "./errors.ts"

function wrong(options: Record<string, unknown>): void {
  const [name] = Object.keys(options)
  assert.throws(
    () => new Pool(options),
    (error) => error instanceof OptionError && error.message.includes(name!.replace(/^constructor$/, "")),
    `${name}: ${String(options[name!])}`,
  )
}

/** Options. */
export const optionCases: Group = [
  has("wrong pool options throw before anything starts, and name the rule", () => {
    for (const workers of [0, 1.5, "two", null, {}]) wrong({ workers })
    for (const chunk of [0, -1, "x"]) wrong({ tasksPerWorker: chunk })
    wrong({ maxTasksPerWorker: 0 })
    wrong({ maxQueue: -1 })
    wrong({ backend: "fork" })
    wrong({ timeout: -1 })
    wrong({ timeout: "soon" })
    wrong({ memoryLimit: "much" })
    wrong({ retries: -1 })
    wrong({ retries: 0.5 })
    wrong({ initializer: 5 })
    wrong({ initargs: 5 })
    wrong({ minWorkers: 3, workers: 2 })
    wrong({ idleTimeout: "x" })
    wrong({ stdout: "pipe" })
    wrong({ strict: "yes" })
    wrong({ name: 5 })
    wrong({ env: "PATH=/" })
    wrong({ env: { PATH: 5 } })
    wrong({ argv: "--flag" })
    wrong({ execArgv: "--no-warnings" })
    wrong({ resourceLimits: 5 })
    wrong({ resourceLimits: { stackSizeMb: "4" } })
  }),

  has("an unknown option is refused, with the name that was meant", () => {
    assert.throws(
      () => new Pool({ worker: 2 } as PoolOptions),
      (error) => error instanceof OptionError && /workers/.test(error.message),
    )
    for (const [name, meant] of [
      ["processes", "workers"],
      ["maxWorkers", "workers"],
      ["maxtasksperchild", "maxTasksPerWorker"],
      ["maxThreads", "workers"],
    ] as const) {
      assert.throws(() => new Pool({ [name]: 2 }), new RegExp(`did you mean \`${meant}\``))
    }
    assert.throws(() => new Pool({ resourceLimits: { maxHeap: 5 } }), /`maxHeap`.*maxOldGenerationSizeMb/s)
    assert.throws(() => new Pool(4 as PoolOptions), /new Pool\(\{ workers: 4 \}\)/)
  }),

  has("an event that there is not is refused, with the name that was meant", ({ pool }) => {
    assert.throws(() => pool.on("progres" as "progress", () => {}), {
      name: "OptionError",
      message: /`event` must be one of "worker", "progress".*got "progres"/,
      hint: 'did you mean "progress"?',
    })
    assert.throws(() => pool.on("task", undefined as never), {
      message: /`listener` must be a function, got undefined/,
    })
  }),

  has("a pool prints what it is and does, on one line", async ({ open }) => {
    const pool = open({ workers: 1, name: "resize" })
    await pool.submit(() => 1)
    assert.match(inspect(pool), /^Pool \{ name: 'resize', backend: '\w+', workers: 1, .*completed: 1, failed: 0 \}$/)
  }),

  has("inherited options do not count", async ({ open }) => {
    const pool = open(Object.assign(Object.create({ maxQueue: -5, surprise: 1 }) as PoolOptions, { workers: 1 }))
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has("joblib's numbers of workers", () => {
    assert.throws(() => new Pool({ workers: 0 }), /0/)
    const all = new Pool({ workers: -1, backend: "inline" }).stats().maxWorkers
    const most = new Pool({ workers: -2, backend: "inline" }).stats().maxWorkers
    assert.ok(all >= 1 && most >= 1 && most <= all)
  }),

  has("wrong call options reject or throw at the call", async ({ pool }) => {
    const bad: [MapOptions, string][] = [
      [{ chunkSize: -1 }, "chunkSize"],
      [{ chunkSize: 1.5 }, "chunkSize"],
      [{ buffer: 0 }, "buffer"],
      [{ buffer: "x" as unknown as number }, "buffer"],
      [{ timeout: -1 }, "timeout"],
      [{ onError: "ignore" as "abort" }, "onError"],
      [{ signal: {} as AbortSignal }, "signal"],
      [{ progress: 1 as unknown as () => void }, "progress"],
      [{ chunksize: 1 } as MapOptions, "chunkSize"],
    ]
    for (const [options, name] of bad) {
      const error = await failure((async () => await pool.map((x: number) => x, [1], options))())
      assert.ok(error instanceof OptionError, `${name}: ${error.stack}`)
      assert.match(error.message, new RegExp(name))
      const streamed = await failure((async () => await Array.fromAsync(pool.imap((x: number) => x, [1], options)))())
      assert.ok(streamed instanceof OptionError)
    }
    const tasks: TaskOptions[] = [{ timeout: "x" }, { retries: -1 }, { transfer: 1 as unknown as unknown[] }]
    for (const options of tasks) assert.throws(() => pool.with(options), OptionError)
    assert.throws(() => pool.with({ memoryLimit: 1 } as TaskOptions), OptionError)
  }),

  has("what is no function, or nothing to iterate, is refused with its type", async ({ pool }) => {
    const untyped = pool as unknown as Record<"submit" | "map" | "imap" | "starmap", (...args: unknown[]) => unknown>
    for (const fn of [undefined, 5, "fn", {}]) {
      for (const verb of ["submit", "map", "imap", "starmap"] as const) {
        const error = await failure((async () => await untyped[verb](fn, [1]))())
        assert.ok(error instanceof OptionError, `${verb}(${typeof fn}): ${error.stack}`)
      }
    }
    for (const input of [undefined, 5, {}, null]) {
      const error = await failure((async () => await untyped.map((x: number) => x, input))())
      assert.ok(error instanceof OptionError)
      assert.match(error.message, /iterable/)
    }
    const chunked = await failure((async () => await untyped.map((x: number) => x, [1], 10))())
    assert.match(chunked.message, /chunkSize: 10/)
    const promised = await failure((async () => await untyped.map((x: number) => x, Promise.resolve([1])))())
    assert.match(promised.message, /await it first/)
  }),

  has("run takes a path from the current folder, a URL, or a URL as a string", async ({ pool }) => {
    const folder = mkdtempSync(join(tmpdir(), "heddle-run-"))
    const file = join(folder, "twice.ts")
    try {
      writeFileSync(file, "export default (x: number): number => 2 * x")
      const url = pathToFileURL(file)
      for (const same of [file, relative(".", file), url, url.href]) assert.equal(await pool.run(same, 21), 42)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }),

  has("pieces of a Buffer are copies, as those of an array are", () => {
    const bytes = Buffer.from([1, 2, 3])
    const pieces = chunked(bytes, 2)
    pieces[0]![0] = 9
    assert.deepEqual([...bytes], [1, 2, 3])
    assert.ok(Buffer.isBuffer(pieces[1]))
  }),

  has("apply takes its arguments as an array", ({ pool }) => {
    const untyped = pool as unknown as { apply(...args: unknown[]): unknown }
    for (const args of [5, "ab", {}]) assert.throws(() => untyped.apply((x: number) => x, args), /`args`.*submit/s)
  }),

  has("durations are milliseconds or words", async ({ open }) => {
    const pool = open({ timeout: "1m", grace: "0.5s", idleTimeout: "7d", closeTimeout: "1h" })
    assert.deepEqual(await pool.map((x: number) => x, range(3), { timeout: "1m", taskTimeout: "2s" }), [0, 1, 2])
  }),

  has("env, argv and workerData are the worker's own", ["surroundings"], async ({ open }) => {
    const pool = open({
      workers: 1,
      env: { ...process.env, HEDDLE_CONTRACT: "from the pool" },
      argv: ["--flag"],
      workerData: { table: [1, 2] },
    })
    const read = async (): Promise<[string | undefined, string[], unknown]> => {
      const { workerData } = await import("node:worker_threads")
      return [process.env["HEDDLE_CONTRACT"], process.argv.slice(2), workerData as unknown]
    }
    assert.deepEqual(await pool.submit(read), ["from the pool", ["--flag"], { table: [1, 2] }])
    assert.equal(process.env["HEDDLE_CONTRACT"], undefined)
  }),

  has("workerData that cannot be sent rejects, and does not throw elsewhere", ["surroundings"], async ({ open }) => {
    const error = await failure((async () => await open({ workerData: () => 1 }).submit(() => 1))())
    assert.ok(error instanceof OptionError)
    assert.match(error.message, /workerData/)
  }),

  has("execArgv that stops a worker from starting rejects after a few starts", ["surroundings"], async ({ open }) => {
    const pool = open({ execArgv: ["--no-such-flag"] })
    const errors = await Promise.all(range(5).map(async () => await failure(pool.submit(() => 1))))
    for (const error of errors) assert.match(error.message, /--no-such-flag/)
    assert.ok(pool.stats().restarts <= 6, `${pool.stats().restarts} starts`)
  }),

  has("captured output comes as events, in order, before the result", ["surroundings"], async ({ open }) => {
    const pool = open({ workers: 1, stdout: "capture" })
    const seen: string[] = []
    pool.on("output", ({ stream, text }) => seen.push(`${stream}: ${text}`))
    await pool.submit(() => {
      console.log("one")
      console.error("two")
      process.stdout.write("three\n")
    })
    assert.deepEqual(seen, ["stdout: one\n", "stderr: two\n", "stdout: three\n"])
  }),
]
