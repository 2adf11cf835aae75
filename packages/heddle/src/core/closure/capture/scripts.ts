import { isOwnFile } from "../../errors/index.ts"
import type { Debugger } from "node:inspector"
import { wholeScriptLimit } from "../static/index.ts"
import type { Position, Script } from "../static/index.ts"
import { scriptOnStack } from "./script-on-stack.ts"
import { collecting, isInspectorAllowed, post } from "./session.ts"

interface Listed {
  readonly id: string
  readonly url: string
  readonly isModule: boolean
  readonly sourceMapUrl: string | undefined
  readonly length: number
  readonly origin: Position | undefined
  script: Script | undefined
}

const listed = new Map<string, Listed>()
const byUrl = new Map<string, Listed>()
const adopted = new Set<string>()
let enables = 0

/**
 * The script with V8's id, in which a function with this text is at `place`. If it is not the file of the caller, URL
 * and text are only told by the Debugger domain, which is switched on and off again within this call (24 to 60 ms the
 * first time, 3 to 5 ms later, more on a big heap): no code of the program ever runs while it is on. The texts of the
 * program's other files are fetched along, so that this is rare.
 */
export function scriptOf(id: string, place: Position, text: () => string): Script | undefined {
  const known = listed.get(id)
  if (known?.script !== undefined) return known.script
  if (known === undefined) {
    const script = scriptOnStack(id, place, text)
    if (script !== undefined) {
      remember(script)
      return script
    }
  }
  return scriptById(id)
}

function scriptById(id: string): Script | undefined {
  const known = listed.get(id)
  if (known?.script !== undefined) return known.script
  look(id)
  return listed.get(id)?.script
}

/** The loaded module or script of a URL, the youngest if there are several; undefined if V8 has none. */
export function scriptByUrl(url: string): Script | undefined {
  if (!byUrl.has(url) && isInspectorAllowed()) look(undefined)
  const known = byUrl.get(url)
  return known && scriptById(known.id)
}

/** Makes known a script that was rewritten before V8 got it: as it was. */
export function adoptScript(script: Script): void {
  adopted.add(script.url)
  remember(script)
}

function remember(script: Script): void {
  const { id, url, isModule, sourceMapUrl, source } = script
  const entry: Listed = { id, url, isModule, sourceMapUrl, length: source.length, origin: undefined, script }
  listed.set(id, entry)
  byUrl.set(url, entry)
}

/** Every script whose text is known so far, one for each URL. */
export function fetchedScripts(): Script[] {
  return Array.from(byUrl.values(), (each) => each.script).filter((script) => script !== undefined)
}

/** Asks V8 for its scripts and for the texts of the program's own: those that follow are rarely new. */
export function listScripts(): void {
  look(undefined)
}

/** How often the Debugger domain was switched on. */
export function debuggerEnables(): number {
  return enables
}

function look(wanted: string | undefined): void {
  enables++
  collecting<Debugger.ScriptParsedEventDataType>("Debugger.scriptParsed", list, () => {
    post("Debugger.enable", { maxScriptsCacheSize: 0 })
    // Who extends a class of ours wants to know which of our files exports it: of all of them, one after another.
    const ours = wanted !== undefined && isOwnFile(listed.get(wanted)?.url ?? "")
    try {
      for (const each of listed.values()) {
        const along = isOfProgram(each) || (ours && isOwnFile(each.url))
        if (each.script === undefined && (each.id === wanted || along)) fetchSource(each)
      }
    } finally {
      post("Debugger.disable")
    }
  })
}

function list(event: Debugger.ScriptParsedEventDataType): void {
  if (listed.has(event.scriptId)) return
  const entry: Listed = {
    id: event.scriptId,
    url: event.url,
    isModule: event.isModule === true,
    sourceMapUrl: event.sourceMapURL || undefined,
    length: event.length ?? 0,
    origin:
      event.startLine === 0 && event.startColumn === 0
        ? undefined
        : { line: event.startLine, column: event.startColumn },
    script: undefined,
  }
  listed.set(entry.id, entry)
  if (entry.url !== "" && !adopted.has(entry.url)) byUrl.set(entry.url, entry)
}

function fetchSource(each: Listed): void {
  const { scriptSource } = post<Debugger.GetScriptSourceReturnType>("Debugger.getScriptSource", { scriptId: each.id })
  each.script = {
    id: each.id,
    url: each.url,
    source: scriptSource,
    isModule: each.isModule,
    sourceMapUrl: each.sourceMapUrl,
    ...(each.origin && { origin: each.origin }),
  }
}

/** The program's own files, in contrast to packages, heddle, Node and texts too big to copy for nothing. */
function isOfProgram({ url, length }: Listed): boolean {
  if (isOwnFile(url)) return false
  return (
    (url.startsWith("file:") || url.startsWith("/")) && !url.includes("/node_modules/") && length <= wholeScriptLimit
  )
}
