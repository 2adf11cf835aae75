import { readFileSync } from "node:fs"
import { findSourceMap } from "node:module"
import { fileURLToPath } from "node:url"
import type { CpuFrame } from "../../core/backend/index.ts"
import { remapStack } from "../../core/closure/index.ts"
import { isOwnFile } from "../../core/errors/index.ts"

/**
 * Whose code it is. `native`: built-in functions, as `JSON.parse`. `engine`: no code at all, but what V8 says of the thread:
 * `(idle)`, `(garbage collector)`, `(program)`.
 */
export type FrameKind = "program" | "heddle" | "node" | "native" | "engine"

/** A function: one object for each, in whatever threads it runs. Lines and columns count from one; 0: there is none. */
export interface Frame {
  name: string
  /** A URL, or what V8 has instead of one; empty where there is none. */
  readonly url: string
  readonly line: number
  readonly column: number
  readonly kind: FrameKind
}

const engine = new Set(["(root)", "(program)", "(idle)", "(garbage collector)"])

/** The functions of a profile. The same text at the same place is the same function, whatever a thread calls it. */
export class Frames {
  readonly #known = new Map<string, Frame>()

  /** What V8 says of a function. */
  of({ functionName, url, lineNumber, columnNumber }: CpuFrame): Frame {
    const key = url === "" ? functionName : `${url}:${lineNumber}:${columnNumber}`
    const known = this.#known.get(key)
    if (known !== undefined) {
      // A function that was sent to a worker has lost the variable that gave it a name.
      if (known.name === anonymous && functionName !== "") known.name = functionName
      return known
    }
    const [where, line, column] = placeOf(url, lineNumber + 1, columnNumber + 1)
    const frame = this.at(functionName || nameAt(where, line, column), where, line, column)
    this.#known.set(key, frame)
    return frame
  }

  /** A function of this name at this place. */
  at(name: string, url: string, line: number, column: number): Frame {
    const key = `${name}\n${url}\n${line}\n${column}`
    let frame = this.#known.get(key)
    if (frame === undefined) this.#known.set(key, (frame = { name, url, line, column, kind: kindOf(name, url) }))
    return frame
  }
}

const anonymous = "(anonymous)"

function kindOf(name: string, url: string): FrameKind {
  if (engine.has(name)) return "engine"
  if (name === "(heddle)" || isOwnFile(url)) return "heddle"
  if (name === "(node)" || url.startsWith("node:")) return "node"
  return url === "" ? "native" : "program"
}

/** Where it was written: code of bundlers and loaders has source maps. */
function placeOf(url: string, line: number, column: number): readonly [url: string, line: number, column: number] {
  if (url === "" || line === 0 || /^(?:node|wasm):/.test(url)) return [url, Math.max(0, line), Math.max(0, column)]
  const [, remapped, itsLine, itsColumn] = /^(.*):(\d+):(\d+)$/.exec(remapStack(`${url}:${line}:${column}`)) ?? []
  if (remapped !== undefined && remapped !== url) return [remapped, Number(itsLine), Number(itsColumn)]
  const origin = findSourceMap(url)?.findOrigin(line, column)
  if (origin === undefined || !("fileName" in origin)) return [url, line, column]
  return [origin.fileName, origin.lineNumber, origin.columnNumber]
}

const texts = new Map<string, readonly string[]>()

/** The name of the variable or property that an anonymous function is given to, as its file says. */
function nameAt(url: string, line: number, column: number): string {
  if (!url.startsWith("file:")) return anonymous
  if (line === 1 && column === 1) return "(module)"
  const text = linesOf(url)[line - 1] ?? ""
  // V8 tells where the parameters begin.
  const before = text.slice(0, column - 1)
  const [, name] = /([\w$]+)\s*[=:]\s*(?:async\s*)?(?:function\s*\*?\s*)?$/.exec(before) ?? []
  if (name !== undefined) return name
  const [, method] = /([\w$]+)\(\s*(?:async\s*)?(?:function\s*\*?\s*)?$/.exec(before) ?? []
  return method === undefined ? anonymous : `(anonymous in ${method})`
}

function linesOf(url: string): readonly string[] {
  let lines = texts.get(url)
  if (lines !== undefined) return lines
  try {
    lines = readFileSync(fileURLToPath(url), "utf8").split(/\r?\n/)
  } catch {
    lines = []
  }
  texts.set(url, lines)
  return lines
}
