/** How what runs in a worker speaks with the program that started it, beside its results. Messages arrive in order. */
export interface Mail {
  /** What the pool of this worker calls it. */
  readonly name: string
  /** Can memory be shared over it? */
  readonly shares: boolean
  post(data: unknown): void
  /** Names who reads what comes; the latest. */
  listen(read: (data: unknown) => void): void
}

/** Where every copy of this library in a thread finds it. */
const slot = Symbol.for("heddle.mail")

export function provideMail(mail: Mail): void {
  Object.defineProperty(globalThis, slot, { value: mail, configurable: true, enumerable: false })
}

/** This worker's; undefined: it is none, or was made without. */
export function ownMail(): Mail | undefined {
  return (globalThis as { [slot]?: Mail })[slot]
}
