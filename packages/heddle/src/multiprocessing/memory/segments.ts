import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { isMainThread } from "node:worker_threads"
import { SharedMemoryError } from "../../core/errors/index.ts"
import { isPart, ownIdentity, program, sweepFolder } from "../../core/leftovers/index.ts"
import { pages } from "../../core/foreign/index.ts"

/** Where Linux shows shared memory as files. */
const shmFolder = "/dev/shm"
const hasFolder = process.platform === "linux" && existsSync(shmFolder)
const markerFolder = hasFolder ? shmFolder : tmpdir()
/** A file beside each segment, whose name says which program made it: its name need not. */
const markerPrefix = "heddle-made-by-"

/** A segment that is open here. */
export interface Segment {
  readonly fd: number
  readonly size: number
}

/** Makes a segment. @throws SharedMemoryError if there is one of that name */
export function createSegment(name: string, size: number, track: boolean): Segment {
  sweepSharedMemory()
  const fd = open(name, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR)
  try {
    ftruncateSync(fd, size)
    if (track) mark(name, fd)
    return { fd, size: fstatSync(fd).size }
  } catch (error) {
    closeSync(fd)
    remove(name)
    throw error
  }
}

/** Opens a segment. @throws SharedMemoryError if there is none of that name */
export function openSegment(name: string): Segment {
  const fd = open(name, constants.O_RDWR)
  return { fd, size: fstatSync(fd).size }
}

/** Takes the name away; who has the segment open keeps it. @throws SharedMemoryError if there is none of that name */
export function unlinkSegment(name: string): void {
  try {
    remove(name)
  } catch (error) {
    throw described(name, error)
  }
  rmSync(markerOf(name), { force: true })
}

function open(name: string, flags: number): number {
  const library = pages()
  try {
    if (library.open !== undefined) return library.open(`/${name}`, flags, 0o600)
    return openSync(path.join(shmFolder, name), flags, 0o600)
  } catch (error) {
    throw described(name, error)
  }
}

function remove(name: string): void {
  if (hasFolder) return unlinkSync(path.join(shmFolder, name))
  pages().unlink?.(`/${name}`)
}

function described(name: string, cause: unknown): unknown {
  const { code, errno } = cause as { code?: string; errno?: number }
  if (code === "EEXIST" || errno === 17) {
    return new SharedMemoryError(`there is shared memory named "${name}" already`, {
      cause,
      hint: "attach to it without `create`, or take another name",
    })
  }
  if (code === "ENOENT" || errno === 2) {
    return new SharedMemoryError(`there is no shared memory named "${name}"`, { cause })
  }
  return new SharedMemoryError(`shared memory named "${name}" cannot be had: ${(cause as Error).message}`, { cause })
}

let hooked = false

function mark(name: string, fd: number): void {
  writeFileSync(markerOf(name), String(fstatSync(fd).ino), { mode: 0o600 })
  if (hooked || isPart() || !isMainThread) return
  hooked = true
  process.once("exit", unlinkForgotten)
}

function markerOf(name: string): string {
  return path.join(markerFolder, `${markerPrefix}${program()}-${name}`)
}

/** What this program made and did not unlink goes with it, and is told, as Python does. */
function unlinkForgotten(): void {
  const markers = sweepFolder(markerFolder, markerPrefix, sweepOne, ownIdentity())
  if (markers.length === 0) return
  const names = markers.map((marker) => path.basename(marker).slice(path.basename(markerOf("")).length))
  process.stderr.write(`heddle: shared memory that was not unlinked is now: ${names.join(", ")}\n`)
}

/** Removes what programs that were killed left behind; gives back the names of their markers. */
export function sweepSharedMemory(): string[] {
  return sweepFolder(markerFolder, markerPrefix, sweepOne)
}

function sweepOne(entry: string, name: string): void {
  const marker = path.join(markerFolder, entry)
  // Somebody else may have made another one of that name since.
  const inode = readFileSync(marker, "utf8")
  const isSame = !hasFolder || String(statSync(path.join(shmFolder, name), { throwIfNoEntry: false })?.ino) === inode
  if (isSame) remove(name)
  unlinkSync(marker)
}
