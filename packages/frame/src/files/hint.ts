import { nearest } from "heddle/extend"
import { isFolder, localPath, readFolder } from "./glob.ts"
import { hasGlob } from "./match.ts"

/** Why a pattern has no files, and what was probably meant. */
export function hintFor(pattern: string, call: string, extension: string): string {
  const path = localPath(pattern)
  if (!hasGlob(path) && isFolder(path)) {
    const inside = `${path.replace(/[/\\]+$/, "")}/**/*${extension}`
    return `it is a folder: ${call}(${JSON.stringify(inside)}) reads the files in it`
  }
  const parts = path.split(/(?<=[/\\])/)
  const first = parts.findIndex(hasGlob)
  const folders = parts.slice(0, first === -1 ? -1 : first)
  return missing(folders) ?? inFolder(folders.join(""), parts.slice(folders.length).join(""))
}

/** The first of the folders that there is not. */
function missing(folders: readonly string[]): string | undefined {
  for (let end = 1; end <= folders.length; end++) {
    const folder = folders.slice(0, end).join("")
    if (isFolder(folder)) continue
    const parent = folders.slice(0, end - 1).join("")
    const names = readFolder(parent).filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    const near = nearestOf(
      folders[end - 1]!,
      names.map(({ name }) => `${name}/`),
    )
    const fix = near === undefined ? "" : `: did you mean ${JSON.stringify(parent + near)}?`
    return `the folder ${JSON.stringify(folder)} does not exist${under(folder)}${fix}`
  }
  return undefined
}

/** `wanted` is what stands behind the folder. */
function inFolder(folder: string, wanted: string): string {
  const names = readFolder(folder)
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
  const near = nearestOf(wanted, names)
  if (near !== undefined) return `did you mean ${JSON.stringify(folder + near)}?`
  const place = folder === "" ? `the folder${under(folder)}` : `the folder ${JSON.stringify(folder)}`
  if (names.length === 0) return `${place} has no files`
  const files = names.length === 1 ? "one file" : `${names.length.toLocaleString("en")} files, such as`
  return `${place} has ${files} ${JSON.stringify(names[0])}`
}

/** The nearest of many names would take long to find, and is no help. */
function nearestOf(name: string, names: readonly string[]): string | undefined {
  return names.length > 10_000 ? undefined : nearest(name, names)
}

function under(folder: string): string {
  return /^([/\\]|[a-z]:)/i.test(folder) ? "" : ` in ${process.cwd()}`
}
