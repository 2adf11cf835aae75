import { createRequire } from "node:module"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { StartError } from "../start-error.ts"

/** What @heddle/cluster/commands exports. */
export interface ClusterCommands {
  worker(args: readonly string[]): Promise<number>
  cluster(args: readonly string[]): Promise<number>
}

/** A constant, so that nothing takes it for a dependency. */
const module: string = "@heddle/cluster/commands"

/** That of the working folder, whose programs use it; otherwise that which is installed beside heddle. */
export async function loadCommands(
  folders: readonly string[] = [process.cwd(), import.meta.dirname],
): Promise<ClusterCommands> {
  const found = folders.map(resolveFrom).find((file) => file !== undefined)
  if (found === undefined)
    throw new StartError("@heddle/cluster is not installed", { hint: "npm install @heddle/cluster" })
  return (await import(pathToFileURL(found).href)) as ClusterCommands
}

function resolveFrom(folder: string): string | undefined {
  try {
    return createRequire(path.join(folder, "_")).resolve(module)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "MODULE_NOT_FOUND") return undefined
    if (code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error
    throw new StartError("the installed @heddle/cluster has no commands", {
      hint: "npm install @heddle/cluster@latest",
    })
  }
}
