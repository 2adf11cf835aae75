/** A server-sent event. */
export interface Message {
  readonly id: string
  readonly event: string
  readonly data: Record<string, unknown>
}

/** Reads server-sent events from a response, one after the other. */
export class MessageReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #decoder = new TextDecoder()
  #text = ""

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader()
  }

  /** The next message; undefined at the end. */
  async next(): Promise<Message | undefined> {
    for (;;) {
      const end = this.#text.indexOf("\n\n")
      if (end >= 0) {
        const block = this.#text.slice(0, end)
        this.#text = this.#text.slice(end + 2)
        const field = (name: string): string => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? ""
        if (field("data") !== "") {
          const data = JSON.parse(field("data")) as Record<string, unknown>
          return { id: field("id"), event: field("event"), data }
        }
        continue
      }
      const { done, value } = await this.#reader.read()
      if (done) return undefined
      this.#text += this.#decoder.decode(value, { stream: true })
    }
  }

  /** Messages until one satisfies the condition, which is among them. */
  async until(condition: (message: Message) => boolean): Promise<Message[]> {
    const read: Message[] = []
    for (;;) {
      const message = await this.next()
      if (message === undefined) throw new Error("the messages ended before")
      read.push(message)
      if (condition(message)) return read
    }
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel()
  }
}
