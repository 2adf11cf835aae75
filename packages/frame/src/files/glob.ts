import fs from "node:fs"
import os from "node:os"
import { fileURLToPath } from "node:url"
import { hasGlob, matcher } from "./match.ts"

/** A folder to look into, and the part of the pattern that its entries are compared with. */
interface Step {
  readonly folder: string
  readonly part: number
}

/** The path of a pattern: `file:` URLs and `~` are resolved. */
export function localPath(pattern: string): string {
  if (/^file:\/\/(\/|localhost\/)/i.test(pattern) && !hasGlob(pattern)) return fileURLToPath(pattern)
  const path = pattern.replace(/^file:(\/\/(localhost)?)?(?=\/)/i, "")
  return /^~(?=[/\\]|$)/.test(path) ? os.homedir() + path.slice(1) : path
}

/**
 * The files of a pattern in DuckDB's order: folder by folder, sorted within each; the first folders are sorted
 * together until they have given two files. `**` is any number of folders and does not follow links.
 */
export function glob(pattern: string): string[] {
  const path = localPath(pattern)
  const files = hasGlob(path) ? expand(path) : []
  return files.length === 0 && isFile(path) ? [path] : files
}

function expand(path: string): string[] {
  if (/[/\\]$/.test(path)) return []
  const root = /^([a-z]:)?[/\\]/i.exec(path)?.[0] ?? ""
  const parts = path.slice(root.length).split(/[/\\]+/)
  const steps: Step[] = [{ folder: root, part: 0 }]
  const files: string[] = []
  const seen = new Set<string>()
  let sorted = 0
  let wanted = 2
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    for (const file of walk(step, parts, steps)) {
      if (seen.has(file)) continue
      seen.add(file)
      files.push(file)
    }
    if (files.length < wanted) continue
    sortFrom(files, sorted)
    sorted = files.length
    wanted = sorted + 1
  }
  sortFrom(files, sorted)
  return files
}

/** The files that one step finds. The folders that it finds become steps. */
function walk({ folder, part }: Step, parts: readonly string[], steps: Step[]): string[] {
  const pattern = parts[part]!
  const isLast = part === parts.length - 1
  if (pattern === "**") {
    const entries = list(folder).filter(({ isLink }) => !isLink)
    for (const { path, isFolder } of entries) if (isFolder) push(steps, { folder: path, part })
    if (isLast) return entries.filter(({ isFolder }) => !isFolder).map(({ path }) => path)
    push(steps, { folder, part: part + 1 })
    return []
  }
  if (!hasGlob(pattern)) {
    const path = join(folder, pattern)
    if (isLast) return isFile(path) ? [path] : []
    push(steps, { folder: path, part: part + 1 })
    return []
  }
  const matches = matcher(pattern)
  const found = list(folder).filter(({ name, isFolder }) => isFolder !== isLast && matches(name))
  if (isLast) return found.map(({ path }) => path)
  for (const { path } of found) push(steps, { folder: path, part: part + 1 })
  return []
}

interface Entry {
  readonly name: string
  readonly path: string
  readonly isFolder: boolean
  readonly isLink: boolean
}

/** Files and folders of a folder; none where it cannot be read. */
function list(folder: string): Entry[] {
  const entries: Entry[] = []
  const shown = folder === "" ? "." : folder
  for (const entry of readFolder(shown)) {
    const path = join(shown, entry.name)
    const isLink = entry.isSymbolicLink()
    const about = isLink ? statOf(path) : entry
    if (about === undefined || !(about.isFile() || about.isDirectory())) continue
    entries.push({ name: entry.name, path, isFolder: about.isDirectory(), isLink })
  }
  return entries
}

export function readFolder(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder === "" ? "." : folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function statOf(path: string): fs.Stats | undefined {
  try {
    return fs.statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

/** Pipes are read too. */
export function isFile(path: string): boolean {
  const about = statOf(path)
  return about !== undefined && (about.isFile() || about.isFIFO() || about.isCharacterDevice())
}

export function isFolder(path: string): boolean {
  return statOf(path === "" ? "." : path)?.isDirectory() ?? false
}

function join(folder: string, name: string): string {
  return folder === "" || /[/\\]$/.test(folder) ? folder + name : `${folder}/${name}`
}

/** Keeps the steps sorted, the least folder last. */
function push(steps: Step[], step: Step): void {
  let [low, high] = [0, steps.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (steps[middle]!.folder > step.folder) low = middle + 1
    else high = middle
  }
  steps.splice(low, 0, step)
}

function sortFrom(files: string[], start: number): void {
  if (start < files.length - 1) for (const file of files.splice(start).toSorted()) files.push(file)
}
