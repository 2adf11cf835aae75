import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import path from "node:path"
import type { Environment } from "./environments.ts"
import { cache, execute, installed, root } from "./tools.ts"

const cases = path.join(root, "packages/heddle/test/closure")
/** The part of the compiler that is used: one file in, one out. Module 1 is CommonJS, target 10 ES2023. */
interface TypeScript {
  transpileModule(text: string, options: { fileName: string; compilerOptions: object }): { readonly outputText: string }
}

const builds = new Map<string, Promise<string>>()

/** The program that runs the cases, made in one of the ways in which programs are made. Gives its file. */
export function build(how: Environment["build"]): Promise<string> {
  let built = builds.get(how)
  if (built === undefined) builds.set(how, (built = make(how)))
  return built
}

async function make(how: Environment["build"]): Promise<string> {
  if (how === "source") return path.join(cases, "run-cases.ts")
  const out = path.join(cache, "built", how)
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  if (how === "vitest") return makeVitest(out)
  if (how === "bundle" || how === "minified-bundle") return makeBundle(out, how === "minified-bundle")
  return makeCommonJs(out, how)
}

async function esbuild(...args: readonly string[]): Promise<void> {
  const { code, output } = await execute(path.join(installed, "esbuild/bin/esbuild"), args)
  if (code !== 0) throw new Error(output)
}

async function makeBundle(out: string, minify: boolean): Promise<string> {
  const file = path.join(out, "program.mjs")
  const flags = ["--bundle", "--platform=node", "--format=esm", "--conditions=@heddle/source", `--outfile=${file}`]
  await esbuild(path.join(cases, "run-cases.ts"), ...flags, ...(minify ? ["--minify"] : []))
  return file
}

/** Each file by itself, heddle as the ES module that it is. */
async function makeCommonJs(out: string, how: "esbuild-commonjs" | "tsc-commonjs"): Promise<string> {
  const staged = path.join(out, "staged")
  const files: string[] = []
  for (const folder of ["", "cases", "fixtures"]) {
    await mkdir(path.join(staged, folder), { recursive: true })
    for (const name of await readdir(path.join(cases, folder))) {
      if (!name.endsWith(".ts") || name.endsWith(".test.ts")) continue
      const file = path.join(staged, folder, name)
      const text = await readFile(path.join(cases, folder, name), "utf8")
      await writeFile(file, forCommonJs(text))
      files.push(file)
    }
  }
  await writeFile(path.join(out, "package.json"), '{ "type": "commonjs" }')
  if (how === "esbuild-commonjs") {
    await esbuild(
      ...files,
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
  return path.join(out, "run-cases.js")
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

async function makeVitest(out: string): Promise<string> {
  const config = `export default { root: ${JSON.stringify(root)}, test: { include: [${JSON.stringify(path.relative(root, path.join(out, "*.spec.ts")))}], exclude: [], pool: process.env.HEDDLE_VITEST_POOL, reporters: ["default"] } }`
  await writeFile(path.join(out, "vitest.config.mjs"), config)
  await writeFile(
    path.join(out, "cases.spec.ts"),
    `import { test } from "vitest"\ntest("cases", async () => { await import(${JSON.stringify(path.join(cases, "run-cases.ts"))}) })\n`,
  )
  await symlink(installed, path.join(out, "node_modules"))
  return path.join(out, "vitest.config.mjs")
}
