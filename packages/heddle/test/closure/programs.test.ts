import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { describe, it } from "node:test"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL(".", import.meta.url))
const programs = path.join(folder, "fixtures/programs")
const register = path.join(folder, "../../src/register.ts")

interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

/** A Node program of its own, as a user starts one. */
function node(
  args: readonly string[],
  options: { readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...options.env }
    delete env["NODE_TEST_CONTEXT"]
    const child = execFile(
      process.execPath,
      ["-C", "@heddle/source", ...args],
      { cwd: programs, env },
      (error, stdout, stderr) =>
        resolve({ stdout, stderr, code: typeof error?.code === "number" ? error.code : error === null ? 0 : 1 }),
    )
    child.stdin!.end(options.input ?? "")
  })
}

function printed({ stdout, stderr, code }: Outcome): unknown {
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout.trim().split("\n").at(-1)!)
}

const inline = `const { TestWorker } = await import(${JSON.stringify(path.join(folder, "test-worker.ts"))}); const worker = new TestWorker(); const k = 3, o = { f: (x) => x * k }; console.log(JSON.stringify([await worker.run((x) => o.f(x) + k, 2), await worker.run(async () => (await import("node:path")).basename("/a/b"))])); await worker[Symbol.asyncDispose]()`

describe("the program's entry", () => {
  it("goes by value and is never run in a worker, not even through a module that imports it", async () => {
    assert.deepEqual(printed(await node(["entry.ts"])), [7, 8, 105, 105, 0])
  })
  it("goes by value with load-time capture too", async () => {
    assert.deepEqual(printed(await node(["--import", register, "entry.ts"])), [7, 8, 105, 105, 0])
  })
  it("goes by value if it is named through a symbolic link or without its extension", async () => {
    assert.deepEqual(printed(await node([path.join(programs, "../programs/entry.ts")])), [7, 8, 105, 105, 0])
  })
})

describe("load-time capture", () => {
  for (const flags of [[], ["--permission", "--allow-fs-read=/", "--allow-worker"]]) {
    it(`does all that the inspector does, and reads the this around an arrow function ${flags.join(" ")}`, async () => {
      const { stdout, stderr } = await node([...flags, "--import", register, path.join(folder, "run-cases.ts")])
      const differences = stdout.match(/^not ok: .*$/gm)
      assert.deepEqual(differences, ["not ok: the this around an arrow function: gave 2 instead of an error"], stderr)
    })
  }
})

describe("capturing", () => {
  it("does not deadlock while modules in a cycle are being evaluated", async () => {
    assert.deepEqual(printed(await node(["captures-early.ts"])), [2, 4])
  })
  it("does not ask V8 for its scripts when the first function is in the caller's own file", async () => {
    assert.deepEqual(printed(await node(["first-capture.ts"])), [9, 0])
  })
  it("goes by what V8 was given when the file has changed since", async () => {
    const dir = await mkdtemp(path.join(tmpdir(), "heddle-closure-"))
    try {
      const file = path.join(dir, "rewrites-itself.mjs")
      const text = await readFile(path.join(programs, "rewrites-itself.mjs"), "utf8")
      await writeFile(file, text)
      const changed = text.replace("x * 3", "x * 5")
      assert.deepEqual(printed(await node([file, path.join(folder, "test-worker.ts"), changed])), [9])
    } finally {
      await rm(dir, { recursive: true })
    }
  })
  for (const flags of [[], ["--import", register]]) {
    it(`works in a CommonJS program ${flags.join(" ")}`, async () => {
      const want = [6, 6, ["b", "c"], 11, ["changed", "changed"], 22, ["common.cjs", "function", 11], 4, 10]
      assert.deepEqual(printed(await node([...flags, "common.cjs"])), want)
    })
  }
  it("works in a function that was itself sent, at its own line", async () => {
    assert.deepEqual(printed(await node(["nested-revived.ts"])), [26, 4, "base!", 3, [1, 1], "nested-revived.ts", 40])
  })
  it("works inside a worker", async () => assert.deepEqual(printed(await node(["nested.ts"])), [8]))
  it("works with node -e", async () => {
    assert.deepEqual(printed(await node(["--input-type=module", "-e", inline])), [9, "b"])
  })
  it("works in a program from stdin", async () => {
    assert.deepEqual(printed(await node(["--input-type=module", "-"], { input: inline })), [9, "b"])
  })
  it("works in the REPL", async () => {
    const { stdout } = await node(["-i"], { input: `${inline}\n.exit\n` })
    assert.match(stdout, /\[9,"b"\]/)
  })
  it("works with --inspect", async () =>
    assert.deepEqual(printed(await node(["--inspect=0", "entry.ts"])), [7, 8, 105, 105, 0]))
  it("works with NODE_V8_COVERAGE", async () => {
    const coverage = await mkdtemp(path.join(tmpdir(), "heddle-coverage-"))
    try {
      assert.deepEqual(printed(await node(["entry.ts"], { env: { NODE_V8_COVERAGE: coverage } })), [7, 8, 105, 105, 0])
      assert.ok((await readdir(coverage)).length > 0)
    } finally {
      await rm(coverage, { recursive: true })
    }
  })
  it("works with --permission and --allow-inspector", async () => {
    const flags = ["--permission", "--allow-fs-read=/", "--allow-worker", "--allow-inspector"]
    assert.deepEqual(printed(await node([...flags, "entry.ts"])), [7, 8, 105, 105, 0])
  })
  it("works with --permission and heddle/register", async () => {
    const flags = ["--permission", "--allow-fs-read=/", "--allow-worker", "--import", register]
    assert.deepEqual(printed(await node([...flags, "entry.ts"])), [7, 8, 105, 105, 0])
  })
  it("says what to do with --permission alone", async () => {
    const { stderr, code } = await node(["--permission", "--allow-fs-read=/", "--allow-worker", "entry.ts"])
    assert.equal(code, 1)
    assert.match(stderr, /ClosureError: .*denies.*inspector/s)
    assert.match(stderr, /--allow-inspector.*--import heddle\/register/s)
  })
  it("warns of nothing", async () => {
    const { stderr } = await node(["entry.ts"])
    assert.equal(stderr, "")
  })
})
