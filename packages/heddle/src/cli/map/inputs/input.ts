/** One input, as it came. */
export interface Input {
  /** Its place among the inputs, from 0. */
  readonly index: number
  /** What the function is called with. */
  readonly value: unknown
  /** Why the function cannot be called with it: a row that is no CSV, a line that is no JSON. It fails without a call. */
  readonly problem?: Error
}

/** Where inputs come from. They are read as they are asked for. */
export interface InputSource extends AsyncIterable<Input> {
  /** How many there are, where that is known beforehand. */
  readonly total: number | undefined
  /** What tells one input from another: the text whose hash is its key in a journal. */
  identity(input: Input): string
}
