import { execFile } from "node:child_process"
import { copyFile, mkdir, readFile } from "node:fs/promises"
import path from "node:path"
import { fileURLToPath } from "node:url"

/** The repository. */
export const root: string = fileURLToPath(new URL("../../../../", import.meta.url))
/** Where the tools are installed and programs are built. */
export const cache: string = path.join(root, "node_modules/.cache/environments")
export const installed: string = path.join(cache, "node_modules")

export interface Outcome {
  readonly code: number
  readonly output: string
}

/** Runs a program to its end. */
export function execute(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: "1", ...options.env }
    delete env["NODE_TEST_CONTEXT"]
    const settings = { cwd: options.cwd ?? root, env, maxBuffer: 1 << 26 }
    const child = execFile(command, args, settings, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1
      resolve({ code, output: `${stdout}\n${stderr}` })
    })
    // A program may end before it has read what it is given.
    child.stdin?.on("error", () => {})
    child.stdin?.end(options.input)
  })
}

/** The line that installs the tools by hand. */
export const installLine: string = `cp ${path.relative(root, fileURLToPath(new URL("package.json", import.meta.url)))} node_modules/.cache/environments/ && npm install --prefix node_modules/.cache/environments`

/** Installs the tools, if they are not there; false where they cannot be had. */
export async function installTools(): Promise<boolean> {
  const wanted = await readFile(new URL("package.json", import.meta.url), "utf8")
  const present = await readFile(path.join(cache, "package.json"), "utf8").catch(() => "")
  if (wanted === present && (await isInstalled())) return true
  await mkdir(cache, { recursive: true })
  await copyFile(new URL("package.json", import.meta.url), path.join(cache, "package.json"))
  await execute("npm", ["install", "--no-audit", "--no-fund", "--prefix", cache])
  return await isInstalled()
}

async function isInstalled(): Promise<boolean> {
  const { code } = await execute(nodeOf("24"), ["--version"])
  return code === 0 && (await readFile(path.join(installed, "vitest/package.json"), "utf8").catch(() => "")) !== ""
}

/** The Node binary of a version. */
export function nodeOf(version: "current" | "22" | "24"): string {
  return version === "current" ? process.execPath : path.join(installed, `node${version}/bin/node`)
}
