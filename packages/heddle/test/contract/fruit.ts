/** Things that tasks and tests both know by importing them. */
export class Apple {
  readonly variety: string
  constructor(variety: string) {
    this.variety = variety
  }
  get label(): string {
    return `apple: ${this.variety}`
  }
}

export class RottenError extends Error {
  override readonly name = "RottenError"
  readonly code = "E_ROTTEN"
  readonly apples: number
  constructor(message: string, apples: number, options?: ErrorOptions) {
    super(message, options)
    this.apples = apples
  }
}

export function double(x: number): number {
  return 2 * x
}

export default function triple(x: number): number {
  return 3 * x
}
