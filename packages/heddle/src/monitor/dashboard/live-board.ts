import { writeFileSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { startSampling } from "../resources/index.ts"
import type { Sampling } from "../resources/index.ts"
import { Board } from "./board/index.ts"
import type { Snapshot } from "./board/index.ts"
import { reportPage } from "./page/index.ts"
import { handlerOf, streamOf, Token } from "./serve/index.ts"
import type { Profile } from "./serve/index.ts"

/** How often those who look are told what has changed, in ms. */
const between = 200

/** A board that hears the program, and its answers to requests, until it is closed. */
export class LiveBoard {
  readonly #board: Board
  readonly #timer: NodeJS.Timeout
  readonly #sampling: Sampling
  /** Where it is served. */
  port: number | undefined
  readonly fetch: (request: Request) => Promise<Response>

  constructor(token: string | undefined, profile: Profile) {
    this.#board = new Board({ profile: true })
    this.#board.listen()
    this.#sampling = startSampling()
    let second = performance.now()
    this.#timer = setInterval(() => {
      if (performance.now() - second >= 1000) {
        second = performance.now()
        this.#board.second()
      }
      this.#board.flush()
    }, between)
    this.#timer.unref()
    const shown = { snapshot: () => this.snapshot(), stream: (id: string | null) => streamOf(this.#board, id), profile }
    this.fetch = handlerOf(shown, token === undefined ? undefined : new Token(token))
  }

  snapshot(): Snapshot {
    const { snapshot } = this.#board.snapshot()
    return this.port === undefined ? snapshot : { ...snapshot, about: { ...snapshot.about, port: this.port } }
  }

  async save(file: string): Promise<void> {
    await writeFile(file, reportPage(this.snapshot()).text)
  }

  saveSync(file: string): void {
    writeFileSync(file, reportPage(this.snapshot()).text)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#sampling.stop()
    this.#board.close()
  }
}
