/** Where the time of a pool went, in ms. What this thread did and what the workers did add up to more than the clock shows. */
export class Ledger {
  /** Calls of submit between the call and their sending; they wait at the same time. */
  queueWait = 0
  /** This thread: packing, giving to workers, settling. */
  dispatch = 0
  /** Both sides: copying, encoding, sending and decoding of functions, arguments and results. */
  serialize = 0
  /** Workers: in tasks. */
  run = 0
  /** Workers: at anything, since they said that they are there. */
  busy = 0
  /** How long workers that have ended had been there. */
  ended = 0

  /** Runs a piece of dispatching. What of it is serializing counts as that. */
  dispatched<T>(work: () => T): T {
    const serialized = this.serialize
    const from = performance.now()
    try {
      return work()
    } finally {
      this.dispatch += performance.now() - from - (this.serialize - serialized)
    }
  }

  /** Runs a piece of serializing. */
  serialized<T>(work: () => T): T {
    const from = performance.now()
    try {
      return work()
    } finally {
      this.serialize += performance.now() - from
    }
  }

  /** What a worker measured, in microseconds: `packing` is a part of `micros`, `arriving` is not. */
  worked(micros: number, packing: number, arriving: number): void {
    // What packing took is an estimate.
    this.run += Math.max(0, micros - packing) / 1000
    this.serialize += (packing + arriving) / 1000
    this.busy += (micros + arriving) / 1000
  }

  /** This thread took so long for results that had come, `unpacking` of it to make values of messages. */
  collected(ms: number, unpacking: number): void {
    this.serialize += unpacking
    this.dispatch += ms - unpacking
  }
}
