/** What a call of one function costs, as the workers measured it. Follows a change within a few reports. */
export class Cost {
  /** Microseconds a call; NaN until the first report. */
  micros: number = Number.NaN

  /** `count` calls took `micros` microseconds together. */
  learn(count: number, micros: number): void {
    if (count === 0) return
    const mean = micros / count
    // One call may have met a collection of garbage or a cold start; many calls are what they are.
    const weight = count < 8 ? 0.5 : 0.9
    this.micros = Number.isNaN(this.micros) ? mean : this.micros + weight * (mean - this.micros)
  }
}
