import { fetchedScripts } from "../capture/index.ts"
import type { Script } from "../static/index.ts"
import { generatedMark } from "../thaw/index.ts"
import { isGenerated, originalPlace } from "./source-map.ts"

/** The file name that code of this script gets in a worker's stacks. */
export function nameInWorker(script: Script): string {
  return isGenerated(script) ? script.url + generatedMark : script.url
}

const place = new RegExp(String.raw`((?:file://)?/[^\s()]+?)` + `\\${generatedMark}` + String.raw`:(\d+):(\d+)`, "g")

/** A worker's stack with the positions of generated code replaced by those in the files as they were written. */
export function remapStack(stack: string): string {
  if (!stack.includes(generatedMark)) return stack
  const scripts = new Map<string, Script>()
  for (const script of fetchedScripts()) if (isGenerated(script)) scripts.set(script.url, script)
  return stack.replace(place, (_, url: string, line: string, column: string) => {
    const script = scripts.get(url)
    if (script === undefined) return `${url}:${line}:${column}`
    const original = originalPlace(script, Number(line) - 1, Number(column) - 1)
    return `${original.url}:${original.line}:${original.column}`
  })
}
