import assert from "node:assert/strict"
import path from "node:path"
import { suite, test } from "node:test"
import type { Program } from "./build.ts"
import { environments } from "./environments.ts"
import type { Environment } from "./environments.ts"
import { execute, installLine, installTools, root } from "./tools.ts"
import { tryOut } from "./try-out.ts"

/** Kernels beside the functions that they are made of. */
const kernels: Program = {
  name: "kernels",
  folder: path.join(root, "packages/heddle/test/environments/programs/kernels"),
  entry: "run-kernels",
  folders: [""],
}

/** What tools do to the text of a function, beyond what matters to sending it. */
const more: readonly Environment[] = [
  { name: "vitest, forks, heddle as a package", node: "current", build: "vitest", env: vitest("forks", true) },
  { name: "vitest, threads, heddle as a package", node: "current", build: "vitest", env: vitest("threads", true) },
  { name: "vitest, Istanbul", node: "current", build: "vitest", env: vitest("forks", true, "istanbul") },
  { name: "vitest, coverage by V8", node: "current", build: "vitest", env: vitest("forks", true, "v8") },
  { name: "bundle for ES2015, Node 26", node: "current", build: "bundle-es2015" },
  { name: "minified CommonJS for ES2015, Node 22", node: "22", build: "minified-commonjs" },
  { name: "minified bundle, Node 22", node: "22", build: "minified-bundle" },
  { name: "minified bundle with names, Node 26", node: "current", build: "minified-names" },
  { name: "minified bundle by rolldown, Node 26", node: "current", build: "rolldown" },
]

function vitest(pool: string, asPackage: boolean, coverage?: string): Readonly<Record<string, string>> {
  return {
    HEDDLE_VITEST_POOL: pool,
    ...(asPackage && { HEDDLE_VITEST_PACKAGE: "1" }),
    ...(coverage !== undefined && { HEDDLE_VITEST_COVERAGE: coverage }),
  }
}

/** Of the environments in which functions are sent. */
const differs: Readonly<Record<string, Environment["differs"]>> = {
  "Node 26, --permission and heddle/register": {
    vectorize: "the loop around the function is made at run time, where no file is rewritten",
  },
}

const hasTools = await installTools()

suite("kernels are compiled in every way in which programs are run", () => {
  const all = [...environments.map((one) => ({ ...one, differs: differs[one.name] ?? {} })), ...more]
  for (const environment of all) {
    const needsTools =
      environment.node !== "current" || environment.build !== "source" || environment.flags?.includes("TSX") === true
    const skip = needsTools && !hasTools ? `not run: ${installLine}` : false
    test(environment.name, { skip }, async (t) => {
      const { summary, unexpected } = await tryOut(environment, kernels)
      t.diagnostic(summary)
      assert.deepEqual(unexpected, [])
    })
  }
})

const text = `{ const k = 3, h = (x) => x * k, w = Float64Array.of(1, 2, 3)
  const first = jit((x) => h(x) + k), second = jit((a) => { let s = 0; for (const i of prange(a)) s += a[i] * w[i]; return s })
  console.log(JSON.stringify([first(2), second(Float64Array.of(4, 5, 6))])) }`
const asModule = `import { jit, prange } from "heddle/jit"\n${text}`
const asScript = `const { jit, prange } = require("heddle/jit")\n${text}`
const inWorker = `new (require("node:worker_threads").Worker)(${JSON.stringify(asScript)}, { eval: true })`

/** Programs that are no files: the arguments, and what is typed in. */
const typed: Readonly<Record<string, readonly [args: readonly string[], input?: string]>> = {
  "node -e, a module": [["--input-type=module", "-e", asModule]],
  "node -e, a script": [["--input-type=commonjs", "-e", asScript]],
  "a worker thread made of text": [["--input-type=commonjs", "-e", inWorker]],
  "stdin, a module": [["--input-type=module", "-"], asModule],
  "stdin, a script": [["-"], asScript],
  "the REPL": [["-i"], `${asScript}\n.exit\n`],
}

suite("kernels are compiled in programs that are no files", () => {
  for (const [name, [args, input]] of Object.entries(typed)) {
    test(name, async () => {
      const { code, output } = await execute(process.execPath, ["-C", "@heddle/source", ...args], {
        cwd: path.join(root, "packages/heddle"),
        ...(input !== undefined && { input }),
      })
      assert.equal(code, 0, output)
      assert.match(output, /\[9,32\]/)
    })
  }
})
