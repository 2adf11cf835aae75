import { lookAt, noProgram } from "./programs.ts"
import { tableOf } from "./table.ts"
import type { Moment } from "./table.ts"

/** How soon after the first look the second comes, in ms: what CPU and rates are measured over. */
const firstInterval = 250

/** Columns of a terminal. One that does not know its size says 0. */
export function widthOf({ columns }: { readonly columns?: number | undefined }): number {
  return columns === undefined || columns === 0 ? Number.POSITIVE_INFINITY : columns
}

/** The lines of a table that a terminal of so many rows has room for. */
export function fitting(table: string, rows: number): string[] {
  return table.split("\n").slice(0, rows > 0 ? rows - 1 : undefined)
}

/** Takes a look; undefined: the program has ended. */
async function look(pid: number): Promise<Moment | undefined> {
  const looks = await lookAt(pid)
  return looks && { at: performance.now(), looks }
}

/** One table, of what happened between two looks. */
export async function once(pid: number, color: boolean): Promise<string> {
  const before = await look(pid)
  if (before === undefined) throw noProgram(pid)
  await pause(firstInterval, [])
  const now = (await look(pid)) ?? before
  return tableOf(now, now === before ? undefined : before, widthOf(process.stdout), color)
}

/** A table each interval until the program ends, or somebody presses q. Without a terminal they follow one another. */
export async function live(pid: number, interval: number): Promise<void> {
  const isTerminal = process.stdout.isTTY
  const quit = new Quit()
  try {
    let before = await look(pid)
    if (before === undefined) throw noProgram(pid)
    if (isTerminal) process.stdout.write("\u001B[?1049h\u001B[?25l")
    await pause(Math.min(firstInterval, interval), [quit.asked])
    while (!quit.isAsked) {
      const now: Moment | undefined = await look(pid)
      if (now === undefined) break
      const table = tableOf(now, before, widthOf(process.stdout), isTerminal)
      // Line by line over the last one, so that nothing flickers.
      const rows = isTerminal ? fitting(table, process.stdout.rows) : []
      process.stdout.write(isTerminal ? `\u001B[H${rows.join("\u001B[K\n")}\u001B[K\u001B[J` : `${table}\n\n`)
      before = now
      await pause(interval, [quit.asked])
    }
  } finally {
    if (isTerminal) process.stdout.write("\u001B[?25h\u001B[?1049l")
    quit.end()
  }
}

async function pause(ms: number, ends: readonly Promise<void>[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([promise, ...ends])
  clearTimeout(timer)
}

/** q, Ctrl-C, or a reader that has gone. */
class Quit {
  isAsked = false
  readonly asked: Promise<void>
  readonly #ask: () => void
  readonly #typed = (key: Buffer): void => {
    if (["q", "Q", "\u0003"].includes(key.toString())) this.#ask()
  }

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.asked = promise
    this.#ask = () => {
      this.isAsked = true
      resolve()
    }
    process.on("SIGINT", this.#ask)
    process.stdout.on("error", this.#ask)
    if (!process.stdin.isTTY) return
    process.stdin.setRawMode(true)
    process.stdin.on("data", this.#typed)
  }

  end(): void {
    process.off("SIGINT", this.#ask)
    process.stdout.off("error", this.#ask)
    if (!process.stdin.isTTY) return
    process.stdin.off("data", this.#typed)
    process.stdin.setRawMode(false)
    process.stdin.pause()
  }
}
