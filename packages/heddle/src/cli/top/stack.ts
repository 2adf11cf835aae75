import path from "node:path"
import { fileURLToPath } from "node:url"
import { isOwnFile } from "../../core/errors/index.ts"

/** A line of a stack. */
export interface StackLine {
  /** As it is to be read: `name file:line:column`. */
  readonly name: string
  readonly where: string
  /** Neither Node's nor heddle's. */
  readonly isProgram: boolean
}

/** The lines of a stack, innermost first. */
export function linesOf(stack: string): StackLine[] {
  return stack.split("\n").flatMap((line) => {
    const [, name = "(anonymous)", place = ""] = /^\s+at (?:(.*) \()?(.*?)\)?$/.exec(line) ?? []
    if (place === "") return []
    const [, file = place, position = ""] = /^(.*?)((?::\d+){1,2})$/.exec(place) ?? []
    return [{ name, where: `${fileOf(file)}${position}`, isProgram: isProgram(file) }]
  })
}

function isProgram(file: string): boolean {
  return !isOwnFile(file) && !/^(?:node:|native$|<anonymous>$)|\/node_modules\/heddle\/dist\//.test(file)
}

/** Relative to the current directory where it is below that. */
function fileOf(url: string): string {
  if (!url.startsWith("file:")) return url
  const file = fileURLToPath(url)
  const near = path.relative("", file)
  return near.startsWith("..") ? file : near
}
