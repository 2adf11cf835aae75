/** From here on the lines go to stdout. */
const toStdout = 50

/** Prints what joblib prints, in its form and by its rule of which lines are worth printing. */
export class VerboseLines {
  readonly #verbose: number
  readonly #said: number | string
  readonly #total: number | undefined
  readonly #preDispatch: number
  readonly #start: number = performance.now()
  #batches = 0
  #dispatched = 0
  #completed = 0

  constructor(
    verbose: number,
    call: { readonly said: number | string; readonly total: number | undefined; readonly preDispatch: number },
  ) {
    this.#verbose = verbose
    this.#said = call.said
    this.#total = call.total
    this.#preDispatch = Number.isFinite(call.preDispatch) ? call.preDispatch : 0
  }

  /** The line before anything runs. */
  using(backend: string, nJobs: number): void {
    const name = `${backend.slice(0, 1).toUpperCase()}${backend.slice(1)}Backend`
    this.#print(`Using backend ${name} with ${nJobs} concurrent workers.`)
  }

  dispatched(calls: number): void {
    this.#batches++
    this.#dispatched += calls
  }

  /** A batch is done. `more`: the input has not ended. */
  completed(calls: number, more: boolean): void {
    this.#completed += calls
    this.progress(more)
  }

  progress(more: boolean): void {
    const total = this.#total
    const width = total !== undefined && total > 0 ? Math.floor(Math.log10(total)) + 1 : 3
    const elapsed = (performance.now() - this.#start) / 1000
    const done = this.#completed
    const pad = (count: number): string => String(count).padStart(width)
    if (!more && done === this.#dispatched) {
      this.#print(`Done ${pad(done)} out of ${pad(done)} | elapsed: ${shortTime(elapsed)} finished`)
    } else if (more) {
      if (skipped(this.#batches, this.#verbose)) return
      const of = total === undefined ? `tasks ${" ".repeat(width + 2)}` : `out of ${pad(total)} `
      this.#print(`Done ${pad(done)} ${of}| elapsed: ${shortTime(elapsed)}`)
    } else {
      const cursor = this.#dispatched - done + 1 - this.#preDispatch
      const often = Math.floor(this.#dispatched / this.#verbose) + 1
      if (done !== 0 && (done + 1 === this.#dispatched || cursor % often !== 0)) return
      const remaining = (elapsed / Math.max(done, 1)) * (this.#dispatched - done)
      this.#print(
        `Done ${pad(done)} out of ${pad(this.#dispatched)} | elapsed: ${shortTime(elapsed)} remaining: ${shortTime(remaining)}`,
      )
    }
  }

  #print(message: string): void {
    const stream = this.#verbose < toStdout ? process.stderr : process.stdout
    stream.write(`[Parallel(nJobs=${this.#said})]: ${message}\n`)
  }
}

/** Lines get rarer with the square of how many there were; above 10 every batch has one. */
function skipped(index: number, verbose: number): boolean {
  if (verbose > 10 || index === 0) return false
  const scale = 0.5 * (11 - verbose) ** 2
  return Math.trunc(Math.sqrt((index + 1) / scale)) === Math.trunc(Math.sqrt(index / scale))
}

function shortTime(seconds: number): string {
  return seconds > 60 ? `${(seconds / 60).toFixed(1).padStart(4)}min` : ` ${seconds.toFixed(1).padStart(5)}s`
}
