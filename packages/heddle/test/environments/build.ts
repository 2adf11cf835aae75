import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import path from "node:path"
import type { Environment } from "./environments.ts"
import { cache, execute, installed, root } from "./tools.ts"

/** What is run: a file that prints how many of its parts passed. */
export interface Program {
  readonly name: string
  readonly folder: string
  /** In the folder, without its extension. */
  readonly entry: string
  /** Those of its folders that hold its files. */
  readonly folders: readonly string[]
}

/** Every case of sending a function. */
export const cases: Program = {
  name: "cases",
  folder: path.join(root, "packages/heddle/test/closure"),
  entry: "run-cases",
  folders: ["", "cases", "fixtures"],
}

/** The part of the compiler that is used: one file in, one out. Module 1 is CommonJS, target 10 ES2023. */
interface TypeScript {
  transpileModule(text: string, options: { fileName: string; compilerOptions: object }): { readonly outputText: string }
}

const builds = new Map<string, Promise<string>>()

/** A program, made in one of the ways in which programs are made. Gives its file. */
export function build(how: Environment["build"], program: Program): Promise<string> {
  const key = `${program.name}/${how}`
  let built = builds.get(key)
  if (built === undefined) builds.set(key, (built = make(how, program)))
  return built
}

async function make(how: Environment["build"], program: Program): Promise<string> {
  const entry = path.join(program.folder, `${program.entry}.ts`)
  if (how === "source") return entry
  const out = path.join(cache, "built", program.name, how)
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  switch (how) {
    case "vitest":
      return makeVitest(out, entry)
    case "bundle":
      return makeBundle(out, entry)
    case "bundle-es2015":
      return makeBundle(out, entry, "--target=es2015", "--external:heddle/*")
    case "minified-bundle":
      return makeBundle(out, entry, "--minify")
    case "minified-names":
      return makeBundle(out, entry, "--minify", "--keep-names")
    case "rolldown":
      return makeRolldown(out, entry)
    default:
      return makeCommonJs(out, how, program)
  }
}

async function esbuild(...args: readonly string[]): Promise<void> {
  const { code, output } = await execute(path.join(installed, "esbuild/bin/esbuild"), args)
  if (code !== 0) throw new Error(output)
}

async function makeBundle(out: string, entry: string, ...more: readonly string[]): Promise<string> {
  const file = path.join(out, "program.mjs")
  const flags = ["--bundle", "--platform=node", "--format=esm", "--conditions=@heddle/source", `--outfile=${file}`]
  await esbuild(entry, ...flags, ...more)
  return file
}

/** The bundler that vite uses, with its own minifier. */
async function makeRolldown(out: string, entry: string): Promise<string> {
  const file = path.join(out, "program.mjs")
  const config = path.join(out, "rolldown.config.mjs")
  const options = {
    input: entry,
    platform: "node",
    resolve: { conditionNames: ["@heddle/source", "node", "import"] },
    output: { file, format: "esm", minify: true, codeSplitting: false },
  }
  await writeFile(config, `export default ${JSON.stringify(options)}`)
  const { code, output } = await execute(process.execPath, [path.join(installed, "rolldown/bin/cli.mjs"), "-c", config])
  if (code !== 0) throw new Error(output)
  return file
}

/** Each file by itself, heddle as the ES module that it is. */
async function makeCommonJs(out: string, how: Environment["build"], program: Program): Promise<string> {
  const staged = path.join(out, "staged")
  const files: string[] = []
  for (const folder of program.folders) {
    await mkdir(path.join(staged, folder), { recursive: true })
    for (const name of await readdir(path.join(program.folder, folder))) {
      if (!name.endsWith(".ts") || name.endsWith(".test.ts")) continue
      const file = path.join(staged, folder, name)
      const text = await readFile(path.join(program.folder, folder, name), "utf8")
      await writeFile(file, forCommonJs(text))
      files.push(file)
    }
  }
  await writeFile(path.join(out, "package.json"), '{ "type": "commonjs" }')
  if (how !== "tsc-commonjs") {
    await esbuild(
      ...files,
      ...(how === "minified-commonjs" ? ["--minify", "--target=es2015"] : []),
      "--format=cjs",
      "--platform=node",
      "--sourcemap=inline",
      `--outbase=${staged}`,
      `--outdir=${out}`,
    )
  } else {
    const typescript = createRequire(import.meta.url)(path.join(installed, "typescript")) as TypeScript
    for (const file of files) {
      const { outputText } = typescript.transpileModule(await readFile(file, "utf8"), {
        fileName: file,
        compilerOptions: { module: 1, target: 10, esModuleInterop: true, inlineSourceMap: true, inlineSources: true },
      })
      const built = path.join(out, path.relative(staged, file).replace(/\.ts$/, ".js"))
      await mkdir(path.dirname(built), { recursive: true })
      await writeFile(built, outputText)
    }
  }
  return path.join(out, `${program.entry}.js`)
}

/** Specifiers of built files; what CommonJS has in place of import.meta; top-level await in a function. */
function forCommonJs(text: string): string {
  return text
    .replace(/(["'])(?:\.\.\/)+src\//g, `$1${root}packages/heddle/src/`)
    .replace(/(["']\.\.?\/[^"']+)\.ts(["'])/g, "$1.js$2")
    .replaceAll("import.meta.url", 'require("node:url").pathToFileURL(__filename).href')
    .replace(/^const worker = [^]*$/m, (body) =>
      body.includes("await ") && !body.includes("export ") ? `void (async () => {\n${body}\n})()\n` : body,
    )
}

/** The environment says in what kind of worker, with which coverage, and whether heddle is a package or sources too. */
async function makeVitest(out: string, entry: string): Promise<string> {
  const spec = path.relative(root, path.join(out, "*.spec.ts"))
  const covered = path.relative(root, path.join(path.dirname(entry), "**"))
  const config = `const { HEDDLE_VITEST_POOL: pool, HEDDLE_VITEST_COVERAGE: provider, HEDDLE_VITEST_PACKAGE: asPackage, HEDDLE_SCRATCH: reportsDirectory } = process.env
const conditions = ["@heddle/source", "node", "import", "module", "default"]
export default {
  root: ${JSON.stringify(root)},
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [${JSON.stringify(spec)}], exclude: [], pool, reporters: ["default"],
    server: { deps: { external: asPackage ? [/packages\\/heddle\\/src/] : [] } },
    coverage: { enabled: provider !== undefined, provider, reportsDirectory, reporter: ["json"], include: [${JSON.stringify(covered)}] },
  },
}
`
  await writeFile(path.join(out, "vitest.config.mjs"), config)
  await writeFile(
    path.join(out, "program.spec.ts"),
    // Hundreds of files are transformed while it runs: vitest's five seconds are few on a busy machine.
    `import { test } from "vitest"\ntest("program", async () => { await (await import(${JSON.stringify(entry)})).done }, 60_000)\n`,
  )
  await symlink(installed, path.join(out, "node_modules"))
  return path.join(out, "vitest.config.mjs")
}
