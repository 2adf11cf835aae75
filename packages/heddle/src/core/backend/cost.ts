/** What a call of one function costs, as the workers measured it. Follows a change within a few reports. */
export class Cost {
  /** Microseconds a call; NaN until the first report. */
  micros: number = Number.NaN

  /** `count` calls took `micros` microseconds together. */
  learn(count: number, micros: number): void {
    if (count === 0) return
    const mean = micros / count
    // Slower news is believed at once, faster news by halves: a batch that is too long costs more than one too short.
    this.micros = Number.isNaN(this.micros) || mean > this.micros ? mean : (this.micros + mean) / 2
  }
}
