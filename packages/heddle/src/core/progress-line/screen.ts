import { frame, plainLine, shareOf } from "./frame.ts"
import type { LineState, Look, Picture } from "./frame.ts"
import { RateMeter } from "./rate-meter.ts"
import { onOneLine } from "./words.ts"

/** The part of a stream that progress needs; `process.stderr` is one. */
export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  write(text: string): unknown
}

/** Where lines are drawn, and by which clock. */
export interface ScreenOptions {
  readonly stream: ProgressStream
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds. */
  readonly now: () => number
  /** False: nobody looks but by `tick`. Default: true. */
  readonly timer?: boolean
}

/** A line on a screen. */
export interface ProgressLine {
  /** Ends it: it stays as it is then, unless it began while another one was there, or `leave` is false. */
  end(leave?: boolean): void
}

/** Between two drawings: under 15 a second. */
const drawInterval = 80
/** Between two lines of a log: never less, never more. */
const leastLineInterval = 1000
const mostLineInterval = 5000
/** Lines that are drawn at once, at most. */
const mostLines = 12

class Line implements ProgressLine {
  readonly name: string
  readonly state: () => LineState
  /** Did it begin alone? */
  readonly isFirst: boolean
  readonly began: number
  readonly meter: RateMeter
  loggedAt: number
  tenth = 0
  hasLogged = false
  readonly #ended: (line: Line, leave: boolean) => void

  constructor(
    name: string,
    state: () => LineState,
    isFirst: boolean,
    now: number,
    ended: (line: Line, leave: boolean) => void,
  ) {
    this.name = name
    this.state = state
    this.isFirst = isFirst
    this.began = now
    this.loggedAt = now
    this.meter = new RateMeter(now)
    this.#ended = ended
  }

  end(leave: boolean = this.isFirst): void {
    this.#ended(this, leave)
  }

  picture(now: number): Picture {
    const state = this.state()
    const rate = this.meter.update(state.done - (state.before ?? 0), now)
    return { ...state, name: this.name, rate, elapsed: (now - this.began) / 1000 }
  }

  /** With the rate of all of it. */
  lastPicture(now: number): Picture {
    const state = this.state()
    const elapsed = (now - this.began) / 1000
    const done = state.done - (state.before ?? 0)
    return { ...state, name: this.name, rate: elapsed > 0 ? done / elapsed : 0, elapsed }
  }
}

/**
 * Lines of what takes long, on one stream: on a terminal they are drawn again and again, one below the other; in a file, a pipe or CI a
 * line of text comes at each tenth and every five seconds. `NO_COLOR` and `TERM=dumb` are obeyed. The cursor is never hidden, and stands
 * behind the last line: whatever ends the program, the terminal is as it should be.
 */
export class Screen {
  readonly #options: ScreenOptions
  readonly #look: Look
  /** Are lines drawn again? */
  readonly live: boolean
  readonly #lines: Line[] = []
  /** Lines that stand on the terminal, the cursor behind the last of them. */
  #drawn = 0
  #timer: NodeJS.Timeout | undefined
  readonly #onExit = (): void => {
    if (this.#drawn > 0) this.#options.stream.write("\n")
  }

  constructor(options: ScreenOptions) {
    const { stream, env } = options
    this.#options = options
    this.live = stream.isTTY === true && env["TERM"] !== "dumb" && !isSet(env["CI"])
    this.#look = { color: this.live && !isSet(env["NO_COLOR"]), unicode: hasUnicode(env) }
  }

  /** Begins a line, without keeping the program alive. `state` is asked when it is drawn. `began`: it has gone on since then. */
  add(name: string, state: () => LineState, began: number = this.#options.now()): ProgressLine {
    const isFirst = this.#lines.length === 0
    const line = new Line(onOneLine(name), state, isFirst, began, (ended, leave) => this.#end(ended, leave))
    this.#lines.push(line)
    if (isFirst && this.#options.timer !== false) {
      this.#timer = setInterval(() => this.tick(), drawInterval).unref()
      process.on("exit", this.#onExit)
    }
    return line
  }

  /** Shows all lines as they are now, if it is time. */
  tick(): void {
    if (this.#lines.length === 0) return
    const now = this.#options.now()
    if (this.live) this.#draw(now)
    else for (const line of this.#lines) this.#log(line, line.picture(now), now)
  }

  /** Writes something else, above the lines. */
  interject(text: string): void {
    this.clear()
    this.#options.stream.write(text)
  }

  /** Takes the lines off the terminal, until the next tick. */
  clear(): void {
    if (this.#drawn > 0) this.#options.stream.write(this.#start())
    this.#drawn = 0
  }

  #end(line: Line, leave: boolean): void {
    const at = this.#lines.indexOf(line)
    if (at === -1) return
    this.#lines.splice(at, 1)
    const picture = line.lastPicture(this.#options.now())
    if (this.live) this.clear()
    if (this.live && leave) this.#options.stream.write(`${frame(picture, this.#columns, this.#look)}\n`)
    else if (!this.live && (leave || line.hasLogged)) this.#options.stream.write(`${plainLine(picture)}\n`)
    if (this.#lines.length > 0) return this.live ? this.tick() : undefined
    clearInterval(this.#timer)
    process.off("exit", this.#onExit)
  }

  /** To the first column of the first line, with nothing from there on. */
  #start(): string {
    return `\r${this.#drawn > 1 ? `\u001B[${this.#drawn - 1}A` : ""}\u001B[J`
  }

  // The last column stays free: a line that fills it wraps on some terminals.
  get #columns(): number {
    // A terminal that does not know its size says 0.
    return Math.max(1, (this.#options.stream.columns || 80) - 1)
  }

  #draw(now: number): void {
    const rows = this.#options.stream.rows || 24
    const shown = this.#lines.slice(0, Math.max(1, Math.min(mostLines, rows - 1)))
    const texts = shown.map((line) => frame(line.picture(now), this.#columns, this.#look))
    // Each line is written over and only its end is taken off: nothing flickers.
    const up = this.#drawn > 1 ? `\u001B[${this.#drawn - 1}A` : ""
    const below = this.#drawn > texts.length ? "\u001B[J" : ""
    this.#options.stream.write(`\r${up}${texts.map((text) => `${text}\u001B[K`).join("\n")}${below}`)
    this.#drawn = texts.length
  }

  #log(line: Line, picture: Picture, now: number): void {
    const tenth = Math.floor(10 * (shareOf(picture) ?? 0))
    if (now - line.loggedAt < (tenth > line.tenth ? leastLineInterval : mostLineInterval)) return
    line.loggedAt = now
    line.tenth = tenth
    line.hasLogged = true
    this.#options.stream.write(`${plainLine(picture)}\n`)
  }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false"
}

/** Does the terminal have more than ASCII? On macOS and Windows all that are in use do. */
function hasUnicode(env: ScreenOptions["env"]): boolean {
  if (env["TERM"] === "linux") return false
  const locale = env["LC_ALL"] ?? env["LC_CTYPE"] ?? env["LANG"]
  return locale === undefined ? process.platform !== "linux" : /utf-?8/i.test(locale) || process.platform !== "linux"
}

let own: Screen | undefined

/** Begins a line on stderr, which all that takes long in this program shares. `began`, in ms of performance.now(): default now. */
export function progressLine(name: string, state: () => LineState, began?: number): ProgressLine {
  own ??= new Screen({ stream: process.stderr, env: process.env, now: () => performance.now() })
  return own.add(name, state, began)
}

/** Shows the lines as they are, if it is time: for who keeps this thread, so that no timer fires. */
export function tickProgress(): void {
  own?.tick()
}
