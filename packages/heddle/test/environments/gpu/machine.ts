import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { brotliDecompressSync } from "node:zlib"
import { execute, root } from "../tools.ts"

const cache = path.join(root, "node_modules/.cache/gpu")
const manifest = fileURLToPath(new URL("package.json", import.meta.url))
/** The line that installs it by hand. */
export const gpuLine: string = `cp ${path.relative(root, manifest)} node_modules/.cache/gpu/ && npm install --prefix node_modules/.cache/gpu`

/**
 * Makes a GPU in software this process's own, where there is one for it: SwiftShader, out of a package that has Chromium. With
 * `HEDDLE_GPU=device` it is the machine's. Gives the folder that has the package webgpu; undefined: it cannot be had.
 */
export async function softwareGpu(): Promise<string | undefined> {
  const wanted = await readFile(manifest, "utf8")
  const own = path.join(cache, "package.json")
  if ((await readFile(own, "utf8").catch(() => "")) !== wanted || !(await isThere("webgpu/package.json"))) {
    await mkdir(cache, { recursive: true })
    await copyFile(manifest, own)
    await execute("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", cache])
  }
  if (!(await isThere("webgpu/package.json"))) return undefined
  if (process.env["HEDDLE_GPU"] === "device") return cache
  const packed = await readFile(installed("@sparticuz/chromium/bin/swiftshader.tar.br")).catch(() => undefined)
  if (packed === undefined || process.platform !== "linux" || process.arch !== "x64") return undefined
  await writeFile(path.join(cache, "swiftshader.tar"), brotliDecompressSync(packed))
  await execute("tar", ["xf", "swiftshader.tar"], { cwd: cache })
  process.env["VK_ICD_FILENAMES"] = path.join(cache, "vk_swiftshader_icd.json")
  // Who asks for the library by its name finds the one that is loaded.
  const koffi = createRequire(import.meta.url)("koffi") as { load(file: string): unknown }
  koffi.load(path.join(cache, "libvulkan.so.1"))
  return cache
}

function installed(file: string): string {
  return path.join(cache, "node_modules", file)
}

async function isThere(file: string): Promise<boolean> {
  return (await readFile(installed(file)).catch(() => undefined)) !== undefined
}
