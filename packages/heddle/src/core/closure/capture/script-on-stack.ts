import { readFileSync, statSync } from "node:fs"
import module from "node:module"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { getCallSites } from "node:util"
import { lineStarts, offsetAt, wholeScriptLimit } from "../static/index.ts"
import type { Position, Script } from "../static/index.ts"
import { hasRevivedCode, quietly } from "../thaw/index.ts"

/** Deeper than any call of this library from the user's function to here. */
const deepest = 60

/**
 * The script of a function whose caller is being run: its file, if the function's text stands there where V8 says it
 * does. Spares the first capture of most programs V8's list of scripts, half of its time. Undefined wherever the file
 * may not be what V8 was given: changed since the program started, rewritten by a loader, too big to read for this.
 */
export function scriptOnStack(id: string, place: Position, text: () => string): Script | undefined {
  if (hasRevivedCode() || hasLoaders() || typeof getCallSites !== "function") return undefined
  const frame = getCallSites(deepest, { sourceMap: false }).find((each) => each.scriptId === id)
  if (frame === undefined) return undefined
  const url = frame.scriptName
  const source = sourceOf(url)
  if (source === undefined || !standsAt(source, place, text())) return undefined
  return { id, url, source, isModule: url.startsWith("file:"), sourceMapUrl: sourceMapUrlOf(source) }
}

/** Whether code of the user's may rewrite modules before V8 gets them. */
function hasLoaders(): boolean {
  const options = `${process.execArgv.join(" ")} ${process.env["NODE_OPTIONS"] ?? ""}`
  return /(?:^|\s)(?:-r|--import|--require|--loader|--experimental-loader|--experimental-transform-types)\b/.test(
    options,
  )
}

function sourceOf(url: string): string | undefined {
  const file = url.startsWith("file:") ? fileURLToPath(url) : url
  if (!path.isAbsolute(file) || !/\.[cm]?[jt]s$/.test(file)) return undefined
  try {
    const { size, mtimeMs, ctimeMs } = statSync(file)
    const programStart = Date.now() - process.uptime() * 1000
    if (size > wholeScriptLimit || Math.max(mtimeMs, ctimeMs) > programStart) return undefined
    const source = readFileSync(file, "utf8")
    return /\.[cm]?ts$/.test(file) ? withoutTypes(source) : source
  } catch {
    return undefined
  }
}

/** What Node itself gives V8 for a TypeScript file. */
export function withoutTypes(source: string): string | undefined {
  if (typeof module.stripTypeScriptTypes !== "function") return undefined
  return quietly(() => module.stripTypeScriptTypes(source))
}

function standsAt(source: string, place: Position, text: string): boolean {
  const offset = offsetAt(lineStarts(source), place)
  const start = source.lastIndexOf(text, offset)
  return start !== -1 && start + text.length >= offset
}

/** As V8 reads it: the last such comment counts. */
function sourceMapUrlOf(source: string): string | undefined {
  let found: string | undefined
  for (const [, url] of source.matchAll(/^[ \t]*\/\/[#@] sourceMappingURL=(\S+)[ \t]*$/gm)) found = url
  return found
}
