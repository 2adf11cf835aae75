// Which part of the time the stream shows. It follows the program until someone moves it.

const shortest = 1
const usual = 30_000

export class StreamView {
  from = 0
  to = usual
  isLive = true
  /** How much time is shown while it follows. */
  #width = usual

  /** @param {import("./state.js").State} state */
  follow(state) {
    if (!this.isLive) return
    this.to = Math.max(state.now, this.#width)
    this.from = this.to - this.#width
  }

  goLive() {
    this.isLive = true
    this.#width = Math.min(Math.max(this.to - this.from, 1000), 600_000)
  }

  /** @param {import("./state.js").State} state */
  showAll(state) {
    const { from, to } = state.extent
    const margin = Math.max(1, (to - from) / 100)
    this.from = from - margin
    this.to = to + margin
    this.isLive = false
  }

  /** @param {number} ms */
  move(ms) {
    this.isLive = false
    this.from += ms
    this.to += ms
  }

  /** @param {number} factor more than 1: more time @param {number} [at] what stays in its place */
  zoom(factor, at = this.isLive ? this.to : (this.from + this.to) / 2) {
    const width = Math.max(shortest, (this.to - this.from) * factor)
    const share = (at - this.from) / (this.to - this.from)
    if (this.isLive) this.#width = width
    this.from = at - share * width
    this.to = this.from + width
  }

  /** Moves so that a time is in sight. @param {number} from @param {number} to */
  reveal(from, to) {
    if (from >= this.from && to <= this.to) return
    const width = Math.max(this.to - this.from, (to - from) * 1.2)
    this.isLive = false
    this.from = (from + to) / 2 - width / 2
    this.to = this.from + width
  }
}
