/** Why a kernel cannot be had for a target: the message is the end of a sentence that begins with its name. */
export class Refused extends Error {
  /** What to do about it. */
  readonly hint: string

  constructor(reason: string, hint: string) {
    super(reason)
    this.name = "Refused"
    this.hint = hint
  }
}
