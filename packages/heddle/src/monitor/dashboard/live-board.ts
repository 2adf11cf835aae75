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
  /** Has it no point in time yet? A program that ends within a second would be shown without its processor and memory. */
  #isNew = true
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
        this.#point()
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

  #point(): void {
    this.#isNew = false
    this.#board.second()
  }

  async save(file: string): Promise<void> {
    if (this.#isNew) {
      await this.#sampling.sample()
      if (this.#isNew) this.#point()
    }
    await writeFile(file, reportPage(this.snapshot()).text)
  }

  saveSync(file: string): void {
    if (this.#isNew) {
      this.#sampling.sampleSync()
      this.#point()
    }
    writeFileSync(file, reportPage(this.snapshot()).text)
  }

  close(): void {
    this.#isNew = false
    clearInterval(this.#timer)
    this.#sampling.stop()
    this.#board.close()
  }
}
