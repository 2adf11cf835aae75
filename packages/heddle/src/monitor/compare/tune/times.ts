import type { Technique } from "./options.ts"
import type { TuneRow, Way } from "./way.ts"

/** A way and its passes. */
interface Timed {
  readonly way: Way
  readonly times: number[]
  readonly ms: number
}

/** All passes, by way. */
export class Times {
  #list: { readonly way: Way; readonly times: number[] }[] = []

  add(way: Way, time: number): void {
    const { technique, workers, chunkSize } = way
    const known = this.#list.find(
      ({ way: one }) => one.technique === technique && one.workers === workers && one.chunkSize === chunkSize,
    )
    if (known === undefined) this.#list.push({ way, times: [time] })
    else known.times.push(time)
  }

  of(technique: Technique): Timed[] {
    const own = this.#list.filter(({ way }) => way.technique === technique)
    return own.map((one) => ({ ...one, ms: Math.min(...one.times) }))
  }

  /** The quickest way of a technique, which has one. */
  best(technique: Technique): Timed {
    return this.of(technique).reduce((best, one) => (one.ms < best.ms ? one : best))
  }

  /** It does not work, in the end. */
  drop(technique: Technique): void {
    this.#list = this.#list.filter(({ way }) => way.technique !== technique)
  }

  /** @param serialMs a pass of the plain loop */
  rows(serialMs: number): TuneRow[] {
    return this.#list.map(({ way, times }) => {
      const ms = Math.min(...times)
      return { ...way, times, ms, speedup: serialMs / ms }
    })
  }
}
