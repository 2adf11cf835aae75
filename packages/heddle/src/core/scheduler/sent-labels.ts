interface Sent {
  readonly id: number
  readonly count: number
  left: number
  readonly name: string
  readonly traceparent: string | undefined
}

/** What was taken back from a worker is never told of: so much of what is not told of is kept. */
const most = 1024

/** What the tasks of a worker are called, from their sending until they have run. */
export class SentLabels {
  #sent: Sent[] = []

  add(id: number, count: number, name: string, traceparent: string | undefined): void {
    this.#sent.push({ id, count, left: count, name, traceparent })
    if (this.#sent.length > most) this.#sent = this.#sent.slice(most / 2)
  }

  /** The name of a task. */
  name(id: number): string | undefined {
    return this.#sent[this.#find(id)]?.name
  }

  /** What tasks are that have run. */
  take(id: number, count: number): Pick<Sent, "name" | "traceparent"> | undefined {
    const at = this.#find(id)
    const sent = this.#sent[at]
    if (sent === undefined) return undefined
    sent.left -= count
    if (sent.left <= 0) this.#sent.splice(at, 1)
    return sent
  }

  #find(id: number): number {
    return this.#sent.findIndex((sent) => id >= sent.id && id < sent.id + sent.count)
  }
}
