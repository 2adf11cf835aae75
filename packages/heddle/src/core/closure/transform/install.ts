import { isOwnFile } from "../../errors/index.ts"
import * as module from "node:module"
import { isMainThread } from "node:worker_threads"
import { adoptScript, isInspectorAllowed, useRegistrations, watchBind } from "../capture/index.ts"
import { quietly } from "../thaw/index.ts"
import { createRegistrar } from "./registrar.ts"
import { rewrite } from "./rewrite.ts"

let isInstalled = false

/**
 * From now on every module of the program (not of its packages) is rewritten when it is loaded, so that its functions can
 * be captured without the inspector. In worker threads only where there is no inspector: they capture little.
 */
export function installTransform(): void {
  if (isInstalled) return
  isInstalled = true
  const needed = !isInspectorAllowed()
  if (!isMainThread && !needed) return
  if (needed) watchBind()
  useRegistrations()
  module.registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (!isOfProgram(url) || loaded.source === undefined || loaded.source === null) return loaded
      const format = loaded.format?.replace("-typescript", "")
      if (format !== "module" && format !== "commonjs") return loaded
      const text =
        typeof loaded.source === "string" ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString()
      const source = loaded.format === format ? text : withoutTypes(text)
      return { ...loaded, format, source: rewriteFile(url, source, format === "module") }
    },
  })
}

function isOfProgram(url: string): boolean {
  return url.startsWith("file:") && !url.includes("/node_modules/") && !isOwnFile(url)
}

let count = 0

function rewriteFile(url: string, source: string, isModule: boolean): string {
  const registrar = createRegistrar()
  try {
    const sourceMapUrl = /^\/\/# sourceMappingURL=(\S+)\s*$/m.exec(source)?.[1]
    const script = { id: `registered:${++count}`, url, source, isModule, sourceMapUrl }
    const rewritten = rewrite(script, registrar.name)
    registrar.bind(rewritten)
    adoptScript(script)
    return rewritten.text
  } catch (error) {
    // What acorn cannot read Node may: it then says what is wrong, or the inspector reads the module.
    if (error instanceof SyntaxError) return source
    throw error
  }
}

/** Stripping warns that it is experimental, which nobody who runs TypeScript files needs to hear twice. */
function withoutTypes(source: string): string {
  return quietly(() => module.stripTypeScriptTypes(source))
}
