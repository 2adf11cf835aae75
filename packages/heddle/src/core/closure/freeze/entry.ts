import { ownModule } from "../../errors/index.ts"
import { realpathSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { scriptByUrl } from "../capture/index.ts"
import { analyse } from "../static/index.ts"

const require = createRequire(ownModule)

/** The file that the program was started with, in worker threads too. */
const entry = entryFile(process.argv[1])

/** True for the program's entry module. It is never imported again: that would run the program once more. */
export function isEntry(urlOrPath: string): boolean {
  return entry !== undefined && fileOf(urlOrPath) === entry
}

/** The path of a `file:` URL (query and fragment dropped) or a path; undefined for what is no file. */
export function fileOf(urlOrPath: string): string | undefined {
  if (urlOrPath.startsWith("file:")) {
    const url = new URL(urlOrPath)
    url.search = url.hash = ""
    return fileURLToPath(url)
  }
  return path.isAbsolute(urlOrPath) ? urlOrPath : undefined
}

const chains = new Map<string, readonly string[] | undefined>()

/** The modules from this one to the entry, by static imports; undefined if importing it does not run the entry. */
export function chainToEntry(urlOrPath: string): readonly string[] | undefined {
  if (entry === undefined || urlOrPath.includes("/node_modules/")) return undefined
  if (!chains.has(urlOrPath)) chains.set(urlOrPath, findChain(urlOrPath))
  return chains.get(urlOrPath)
}

/** Breadth first, so that the chain in messages is the shortest. */
function findChain(start: string): readonly string[] | undefined {
  const queue: (readonly string[])[] = [[start]]
  const seen = new Set([start])
  for (const chain of queue) {
    const at = chain.at(-1)!
    if (isEntry(at)) return chain
    for (const next of dependenciesOf(at)) {
      if (seen.has(next) || next.includes("/node_modules/")) continue
      seen.add(next)
      queue.push([...chain, next])
    }
  }
  return undefined
}

function dependenciesOf(urlOrPath: string): readonly string[] {
  const file = fileOf(urlOrPath)
  const common = file === undefined ? undefined : require.cache[file]
  if (common !== undefined) return common.children.map((child) => child.filename)
  if (!urlOrPath.startsWith("file:")) return []
  const script = scriptByUrl(urlOrPath)
  if (script === undefined || !script.isModule) return []
  return analyse(script)
    .modules.dependencies.filter((specifier) => /^(?:\.{0,2}\/|file:)/.test(specifier))
    .map((specifier) => new URL(specifier, urlOrPath).href)
}

function entryFile(argument: string | undefined): string | undefined {
  if (argument === undefined) return undefined
  const file = path.resolve(argument)
  try {
    return realpathSync(file)
  } catch {
    try {
      return require.resolve(file)
    } catch {
      return undefined
    }
  }
}
