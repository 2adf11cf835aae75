import { readFileSync } from "node:fs"
import { SourceMap } from "node:module"
import type { SourceMapPayload } from "node:module"
import { fileURLToPath, pathToFileURL } from "node:url"
import { lineStarts } from "../static/index.ts"
import type { Position, Script } from "../static/index.ts"

/** A place as it is to be shown: lines and columns count from one. */
export interface SourcePlace {
  readonly url: string
  readonly line: number
  readonly column: number
}

interface Mapping {
  readonly map: SourceMap
  readonly payload: SourceMapPayload
}

const mappings = new Map<string, Mapping | undefined>()

/** The place in the file as it was written for a place (from zero) in a script that V8 runs. */
export function originalPlace(script: Script, line: number, column: number): SourcePlace {
  const entry = mappingOf(script)?.map.findEntry(line, column)
  if (entry === undefined || !("originalLine" in entry) || entry.originalLine === undefined)
    return { url: script.url, line: line + 1, column: column + 1 }
  return {
    url: sourceUrl(script, entry.originalSource),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  }
}

/** One line of the file as it was written. */
export function originalLine(script: Script, place: SourcePlace): string {
  const mapping = mappingOf(script)
  const text = mapping === undefined ? textWithTypes(script) : originalText(script, mapping, place.url)
  const whole = mapping === undefined && script.origin !== undefined ? textAround(script, script.origin) : undefined
  if (whole !== undefined) return whole[place.line - 1] ?? ""
  const starts = lineStarts(text)
  const line = place.line - 1 - (mapping === undefined && text === script.source ? (script.origin?.line ?? 0) : 0)
  const start = starts[line]
  return start === undefined ? "" : text.slice(start, starts[line + 1] ?? text.length).replace(/\r?\n$/, "")
}

/** True if what V8 runs is not what was written. */
export function isGenerated(script: Script): boolean {
  return script.sourceMapUrl !== undefined
}

/** Where Node strips types, each place is as it was written, but types are blank. */
function textWithTypes(script: Script): string {
  if (!/\.[mc]?ts$/.test(script.url) || script.origin !== undefined) return script.source
  try {
    const text = readFileSync(script.url.startsWith("file:") ? fileURLToPath(script.url) : script.url, "utf8")
    return text.length === script.source.length ? text : script.source
  } catch {
    return script.source
  }
}

const wholes = new Map<string, readonly string[] | undefined>()

/** The lines of the file that a revived function is a piece of, if it still has that where the function says it is from. */
function textAround(script: Script, origin: Position): readonly string[] | undefined {
  if (!wholes.has(script.id)) wholes.set(script.id, readAround(script, origin))
  return wholes.get(script.id)
}

function readAround(script: Script, origin: Position): readonly string[] | undefined {
  let lines: string[]
  try {
    lines = readFileSync(script.url.startsWith("file:") ? fileURLToPath(script.url) : script.url, "utf8").split(/\r?\n/)
  } catch {
    return undefined
  }
  // The last line closes what the first one opened.
  const own = script.source.split(/\r?\n/).slice(0, -1)
  const opening = /^(?:"use strict";)?(?:let [^;]*;return\[|return)\(?(?:\{__proto__:\$\$home,|\{)?/.exec(script.source)
  const isThere =
    own.length > 0 &&
    own.every((text, i) => {
      const theirs = lines[origin.line + i] ?? ""
      const [from, shift] = i === 0 ? [opening?.[0].length ?? 0, origin.column] : [0, 0]
      for (let at = from; at < text.length; at++) if (text[at] !== " " && text[at] !== theirs[at + shift]) return false
      return true
    })
  return isThere ? lines : undefined
}

function originalText(script: Script, { payload }: Mapping, url: string): string {
  const index = payload.sources.findIndex((source) => sourceUrl(script, source) === url)
  const inside = (payload.sourcesContent as readonly (string | null)[] | undefined)?.[index]
  if (typeof inside === "string") return inside
  try {
    return readFileSync(url.startsWith("file:") ? fileURLToPath(url) : url, "utf8")
  } catch {
    return script.source
  }
}

/** Sources are named relative to the script; the script's own spelling (path or URL) is kept. */
function sourceUrl(script: Script, source: string): string {
  const base = script.url.startsWith("file:") ? script.url : pathToFileURL(script.url).href
  let url: URL
  try {
    url = new URL(source, base)
  } catch {
    return script.url
  }
  if (url.protocol !== "file:") return script.url
  return script.url.startsWith("file:") ? url.href : fileURLToPath(url)
}

function mappingOf(script: Script): Mapping | undefined {
  if (script.sourceMapUrl === undefined) return undefined
  if (!mappings.has(script.id)) mappings.set(script.id, readMapping(script, script.sourceMapUrl))
  return mappings.get(script.id)
}

function readMapping(script: Script, url: string): Mapping | undefined {
  try {
    const payload = JSON.parse(readMap(script, url)) as SourceMapPayload
    return { payload, map: new SourceMap(payload) }
  } catch {
    return undefined // A map that cannot be read only costs the original positions.
  }
}

function readMap(script: Script, url: string): string {
  const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(url)
  if (inline !== null) return inline[1] ? Buffer.from(inline[2]!, "base64").toString() : decodeURIComponent(inline[2]!)
  const base = script.url.startsWith("file:") ? script.url : pathToFileURL(script.url)
  return readFileSync(new URL(url, base), "utf8")
}
