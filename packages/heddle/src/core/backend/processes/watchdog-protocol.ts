/*
 * What a parent and the watchdog of its child say to each other on fd 5: three int32 words a piece.
 */

/** Parent to watchdog. `doom` (item, grace in ms): end the process if the item still runs then; `attend`: say when you answer for the process. */
export const ToWatchdog = { doom: 1, attend: 2 } as const

/** Watchdog to parent. `timeout` (item); `news`: there are results; `attended`: it answers. The others, told right before it kills: why, MB used, MB allowed. */
export const FromWatchdog = { timeout: 1, "out-of-memory": 2, late: 3, stopped: 4, news: 5, attended: 6 } as const

export const pieceBytes = 12

export function piece(a: number, b = 0, c = 0): Uint8Array {
  return new Uint8Array(Int32Array.of(a, b, c).buffer)
}

/** Gives each whole piece of what arrived to `take`. */
export class PieceReader {
  #rest: Uint8Array = new Uint8Array(0)
  readonly #take: (a: number, b: number, c: number) => void

  constructor(take: (a: number, b: number, c: number) => void) {
    this.#take = take
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? Uint8Array.from(chunk) : Buffer.concat([this.#rest, chunk])
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let at = 0
    for (; at + pieceBytes <= bytes.length; at += pieceBytes) {
      const word = (i: number): number => view.getInt32(at + 4 * i, true)
      this.#take(word(0), word(1), word(2))
    }
    this.#rest = bytes.subarray(at)
  }
}

/** What a child's main thread says to its watchdog: there is work; or: it ends. */
export type ToldByMain = "watch" | "last"

/** What a watchdog is told when it starts. */
export interface WatchdogStart {
  /** The worker's name. */
  readonly name: string
  /** The words of `threads/control.ts`, of `ChildState` behind them, and the items that run (`threads/running-items.ts`). */
  readonly control: SharedArrayBuffer
  readonly epoch: number
  readonly memoryLimit: number | undefined
  readonly mayInspect: boolean
}

/** Words behind those of `threads/control.ts`, in the memory that a child's main thread shares with its watchdog. */
export const ChildState = {
  /** 1 while the watchdog sleeps and must be woken for work. */
  asleep: 16,
  /** 1 while profiles are recorded: the end of the process waits for them. */
  profiled: 17,
  /** What the process used before its first task, in kB. 0: it has not loaded yet. */
  baseline: 18,
  /** 1: there are results that the parent has not been told of. */
  untold: 19,
} as const

export const childStateBytes = 96
