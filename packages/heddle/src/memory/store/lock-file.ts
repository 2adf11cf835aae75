import { linkSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, watch, writeFileSync } from "node:fs"
import type { FSWatcher } from "node:fs"
import { dirname } from "node:path"
import { isDead, thisOwner, uniqueName } from "./owner.ts"
import type { Owner } from "./owner.ts"
import type { Claim } from "./store.ts"

/** An owner of whom nobody here can know is dead if the lock was not renewed for so long, in ms. */
const silence = 60_000
/** A lock is renewed so often, in ms, whenever its owner's thread comes to it. */
const renewal = 15_000
/** Who waits looks again after so long, in ms: first and at last. What the system tells comes at once. */
const [soonest, latest] = [5, 200]
/** A folder that is taken away meanwhile is made again so often. */
const mostTries = 10

let count = 0

/** Waits until this caller has the lock, or until `isThere`: then undefined. */
export async function claimFile(path: string, isThere: () => boolean): Promise<Claim | undefined> {
  for (let pause = soonest; ; pause = Math.min(2 * pause, latest)) {
    const claim = tryClaimFile(path)
    if (claim !== undefined) return claim
    if (isThere()) return undefined
    if (breakDead(path)) continue
    await change(path, pause)
    if (isThere()) return undefined
  }
}

/** The lock, if nobody has it. */
export function tryClaimFile(path: string): Claim | undefined {
  const text = JSON.stringify({ ...thisOwner(), token: `${Date.now()}.${++count}` })
  if (!make(path, text)) return undefined
  const timer = setInterval(() => renew(path, text), renewal)
  timer.unref()
  return {
    release() {
      clearInterval(timer)
      if (textOf(path) === text) rmSync(path, { force: true })
    },
  }
}

/** Makes the file, and the folder where there is none. false: there is one. */
function make(path: string, text: string): boolean {
  for (let tries = 1; ; tries++) {
    try {
      return makeInFolder(path, text)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if ((code !== "ENOENT" && code !== "ENOTDIR") || tries === mostTries) throw error
      mkdirSync(dirname(path), { recursive: true })
    }
  }
}

/** Makes the file with its text in one step, so that nobody reads half of it. false: there is one. */
function makeInFolder(path: string, text: string): boolean {
  const own = `${path}.${uniqueName()}`
  try {
    writeFileSync(own, text, { flag: "wx" })
    linkSync(own, path)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "EEXIST") return false
    // A file system without links: the text comes a moment after the name.
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS" && code !== "EMLINK") throw error
    return makeWithoutLink(path, text)
  } finally {
    rmSync(own, { force: true })
  }
}

function makeWithoutLink(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false
    throw error
  }
}

function renew(path: string, text: string): void {
  if (textOf(path) !== text) return
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    // It has gone.
  }
}

/**
 * Removes the lock of an owner who has died. Under a second lock, and only if it is still the same one: nobody removes that of
 * who came next.
 */
function breakDead(path: string): boolean {
  const text = textOf(path)
  if (text === undefined) return true
  if (!isOver(path, text)) return false
  const breaker = `${path}.break`
  if (!make(breaker, JSON.stringify(thisOwner()))) {
    // Its maker has died in these few microseconds.
    const other = textOf(breaker)
    if (other !== undefined && isOver(breaker, other)) rmSync(breaker, { force: true })
    return false
  }
  try {
    if (textOf(path) === text) rmSync(path, { force: true })
  } finally {
    rmSync(breaker, { force: true })
  }
  return true
}

/** Has its owner died? */
export function isOver(path: string, text: string): boolean {
  const dead = isDeadText(text)
  if (dead !== undefined) return dead
  try {
    return Date.now() - statSync(path).mtimeMs > silence
  } catch {
    return false
  }
}

function isDeadText(text: string): boolean | undefined {
  try {
    return isDead(JSON.parse(text) as Owner)
  } catch {
    return undefined
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw error
  }
}

/** Until something happens to the file, or so many ms. */
function change(path: string, ms: number): Promise<void> {
  return new Promise((resolve) => {
    let watcher: FSWatcher | undefined
    const done = (): void => {
      clearTimeout(timer)
      watcher?.close()
      resolve()
    }
    const timer = setTimeout(done, ms)
    try {
      watcher = watch(path, { persistent: false }, done)
      watcher.on("error", done)
    } catch {
      // It has gone, or the system watches no more files: the clock is enough.
    }
  })
}
