import { fetchedScripts } from "../capture/index.ts"
import type { Script } from "../static/index.ts"
import { isGenerated, originalPlace } from "./source-map.ts"

/**
 * Ends the file names of revived code that was generated (tsx, bundles): only the sender can translate its positions,
 * and a worker that translates those of its own modules must not take these for such.
 */
const mark = "?generated"

/** The file name that code of this script gets in a worker's stacks. */
export function nameInWorker(script: Script): string {
  return isGenerated(script) ? script.url + mark : script.url
}

/** The file that a name given by `nameInWorker` means. */
export function fileOfName(name: string): string {
  return name.endsWith(mark) ? name.slice(0, -mark.length) : name
}

const place = new RegExp(String.raw`((?:file://)?/[^\s()]+?)\${mark}:(\d+):(\d+)`, "g")

/** A worker's stack with the positions of generated code replaced by those in the files as they were written. */
export function remapStack(stack: string): string {
  if (!stack.includes(mark)) return stack
  const scripts = new Map<string, Script>()
  for (const script of fetchedScripts()) if (isGenerated(script)) scripts.set(script.url, script)
  return stack.replace(place, (_, url: string, line: string, column: string) => {
    const script = scripts.get(url)
    if (script === undefined) return `${url}:${line}:${column}`
    const original = originalPlace(script, Number(line) - 1, Number(column) - 1)
    return `${original.url}:${original.line}:${original.column}`
  })
}
