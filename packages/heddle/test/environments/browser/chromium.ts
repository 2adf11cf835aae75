import { execFileSync } from "node:child_process"
import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"
import { chromium } from "playwright-core"
import type { Browser } from "playwright-core"
import { execute } from "../tools.ts"

/** What installs a browser where Debian's packages are. */
export const browserLine =
  "apt-get install -y --no-install-recommends chromium fonts-dejavu-core (CHROMIUM names another)"

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

/** A browser without a window; undefined where there is none and none can be installed. */
export async function openBrowser(): Promise<Browser | undefined> {
  const executablePath = found() ?? (await installed())
  if (executablePath === undefined || !isProgram(executablePath)) return undefined
  // Its own sandbox does not work for root, nor in most containers; it sees only pages of ours.
  return await chromium.launch({ executablePath, args: ["--no-sandbox"] })
}

function found(): string | undefined {
  const own = process.env["CHROMIUM"]
  if (own !== undefined) return own
  const folders = (process.env["PATH"] ?? "").split(delimiter)
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram)
}

async function installed(): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || !canInstall()) return undefined
  const args = ["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"]
  const env = { DEBIAN_FRONTEND: "noninteractive" }
  if ((await execute("apt-get", args, { env })).code !== 0) {
    await execute("apt-get", ["update"], { env })
    await execute("apt-get", args, { env })
  }
  return found()
}

function canInstall(): boolean {
  try {
    execFileSync("apt-get", ["--version"], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
