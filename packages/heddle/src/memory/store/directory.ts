import * as fs from "node:fs"
import { mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs"
import { open, rename, rm } from "node:fs/promises"
import { dirname, join, sep } from "node:path"
import { setImmediate as turn } from "node:timers/promises"
import type { Source } from "../entry/index.ts"
import { entryEnding, isEntry, isLock, isOwn, lockEnding } from "./file-names.ts"
import { FileSource } from "./file-source.ts"
import { claimFile, isOver, tryClaimFile } from "./lock-file.ts"
import { isTooManyOpen, openFiles } from "./open-files.ts"
import { isLeftBehind, isUnfinished, uniqueName } from "./owner.ts"
import type { Claim, Item, Store } from "./store.ts"

/** What is shorter is written at once. */
const small = 262_144
/** Files that are asked for between two turns of the event loop. */
const batch = 512
/** A folder that is taken away while something is written to it is made again so often. */
const mostTries = 10

/** Entries as files: `<folder>/<name>/<version>.<arguments>.entry`. Programs and threads may share a folder. */
export class DirectoryStore implements Store {
  readonly folder: string

  /**
   * Makes the folder where there is none; `isThere`: it is only looked at.
   *
   * @throws what the file system says
   */
  constructor(folder: string, { isThere = false }: { readonly isThere?: boolean } = {}) {
    this.folder = folder
    if (isThere) return
    const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
    if (!isFolder && mkdirSync(folder, { recursive: true }) !== undefined) markAsCache(folder)
    fs.accessSync(folder, fs.constants.R_OK | fs.constants.X_OK)
  }

  open(key: string): Source | undefined {
    try {
      return new FileSource(openSync(this.#path(key), "r"))
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  async put(key: string, parts: readonly Uint8Array[]): Promise<void> {
    const path = this.#path(key)
    for (let tries = 1; ; tries++) {
      const own = `${path}.${uniqueName()}`
      try {
        mkdirSync(dirname(path), { recursive: true })
        await write(own, path, parts)
        return
      } catch (error) {
        discard(own)
        // A `clear` has taken the folder away meanwhile.
        if (!isMissing(error) || tries === mostTries) throw error
      }
    }
  }

  touch(key: string): void {
    const now = new Date()
    try {
      utimesSync(this.#path(key), now, now)
    } catch {
      // It has gone, or it may only be read.
    }
  }

  async *list(only?: string): AsyncIterable<Item> {
    for (const [name, files] of this.#files(only)) {
      if (isUnfinished(name)) continue
      let asked = 0
      for (const file of files) {
        if (!isEntry(file)) continue
        if (++asked % batch === 0) await turn()
        const stats = statSync(join(this.folder, name, file), { throwIfNoEntry: false })
        if (stats === undefined) continue
        yield { key: `${name}/${file.slice(0, -entryEnding.length)}`, bytes: stats.size, usedAt: stats.mtimeMs }
      }
    }
  }

  async remove(keys: Iterable<string>): Promise<void> {
    let asked = 0
    for (const key of keys) {
      if (++asked % batch === 0) await turn()
      removeFile(this.#path(key))
    }
  }

  async clear(): Promise<void> {
    const folders = [...this.#files()]
      .map(([name, files]) => ({ path: join(this.folder, name), files }))
      // Another `clear` is at it.
      .filter(({ path }) => !isUnfinished(path) || isLeftBehind(path))
    // What somebody else keeps there stays: not all folders in this one have to be its own.
    const shared = folders.filter(({ files }) => files.length === 0 || !files.every(isOwn))
    for (const { path, files } of shared) removeOwn(path, files)
    const gone: string[] = []
    for (const { path, files } of folders) {
      if (shared.some((each) => each.path === path)) continue
      const away = `${path}.${uniqueName()}`
      // Names first, which takes no time: nobody finds what is in there from now on.
      if (isMoved(path, away)) gone.push(away)
      else removeOwn(path, files)
    }
    await Promise.all(gone.map(removeFolder))
  }

  tryClaim(key: string): Claim | undefined {
    return tryClaimFile(this.#path(key) + lockEnding)
  }

  claim(key: string, isThere: () => boolean): Promise<Claim | undefined> {
    return claimFile(this.#path(key) + lockEnding, isThere)
  }

  async sweep(): Promise<void> {
    for (const [name, files] of this.#files()) {
      for (const file of files) {
        const path = join(this.folder, name, file)
        if (isOwn(file) && isLeft(path, file)) await rm(path, { force: true })
      }
      const path = join(this.folder, name)
      // What a `clear` did not come to.
      if (files.every(isOwn) && isLeftBehind(path)) await removeFolder(path)
    }
  }

  #path(key: string): string {
    return `${this.folder}${sep}${key}${entryEnding}`
  }

  /** The folders of functions, and what is in them. */
  *#files(only?: string): Iterable<readonly [name: string, files: readonly string[]]> {
    const names = only === undefined ? namesIn(this.folder) : [only]
    for (const name of names) {
      try {
        yield [name, readdirSync(join(this.folder, name))]
      } catch (error) {
        // A folder that may not be read is none of a function: lost+found, for one.
        if (!isMissing(error) && !isForbidden(error)) throw error
      }
    }
  }
}

/** Writes a file under a name of its own, and gives it the other one when it is whole. */
async function write(own: string, path: string, parts: readonly Uint8Array[]): Promise<void> {
  const total = parts.reduce((sum, part) => sum + part.length, 0)
  if (total >= small) return openFiles.whenFree(() => writeLarge(own, path, parts))
  const bytes = Buffer.concat(parts, total)
  try {
    writeSmall(own, path, bytes)
  } catch (error) {
    if (!isTooManyOpen(error)) throw error
    await openFiles.whenFree(() => writeSmall(own, path, bytes))
  }
}

function writeSmall(own: string, path: string, bytes: Buffer): void {
  fs.writeFileSync(own, bytes, { flag: "wx" })
  renameSync(own, path)
}

async function writeLarge(own: string, path: string, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(own, "wx")
  openFiles.opened()
  try {
    for (const part of parts) await file.writeFile(part)
    // Large arrays are read without a look at all of their bytes: a name must not be there before what it names.
    await file.datasync()
  } finally {
    await file.close().finally(() => openFiles.closed())
  }
  await rename(own, path)
}

/** Removes what could not be finished, if it can be. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // There is more to say about what came before.
  }
}

/** Has the folder another name now, or gone? */
function isMoved(path: string, away: string): boolean {
  try {
    renameSync(path, away)
    return true
  } catch (error) {
    return isMissing(error)
  }
}

function removeOwn(path: string, files: readonly string[]): void {
  for (const file of files) if (isOwn(file)) removeFile(join(path, file))
}

/** Removes a folder that nobody writes to any more. What cannot be removed now is left to `sweep`. */
async function removeFolder(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 3 })
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException
    if (!["ENOTEMPTY", "EEXIST", "EBUSY", "ENOENT"].includes(code)) throw error
  }
}

/** None where the folder has gone. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** Keeps a new folder out of version control. */
function markAsCache(folder: string): void {
  try {
    fs.writeFileSync(join(folder, ".gitignore"), "# Results of functions, made by heddle.\n*\n", { flag: "wx" })
  } catch {
    // It is no worse a cache for that.
  }
}

/** Is it something that a dead program did not finish? */
function isLeft(path: string, file: string): boolean {
  if (!isLock(file)) return isLeftBehind(path)
  try {
    return isOver(path, fs.readFileSync(path, "utf8"))
  } catch {
    return false
  }
}

function removeFile(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch (error) {
    // Where a file that is open cannot be removed, whoever reads it keeps it.
    if ((error as NodeJS.ErrnoException).code !== "EBUSY" && !isForbidden(error)) throw error
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === "ENOENT" || code === "ENOTDIR"
}

function isForbidden(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === "EACCES" || code === "EPERM"
}
