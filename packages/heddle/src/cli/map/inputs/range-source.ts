import { OptionError } from "../../../core/errors/index.ts"
import type { Input, InputSource } from "./input.ts"

/** The numbers of a range, as Python's `range` counts: the stop is not part of it. */
export interface NumberRange {
  readonly start: number
  readonly stop: number
  readonly step: number
}

/**
 * Reads `STOP`, `START:STOP` or `START:STOP:STEP`, integers.
 * @throws OptionError
 */
export function parseRange(text: string): NumberRange {
  const parts = text.split(":")
  const numbers = parts.map((part) =>
    /^\s*[+-]?\d[\d_]*\s*$/.test(part) ? Number(part.replaceAll("_", "")) : Number.NaN,
  )
  const [start, stop, step] = numbers.length === 1 ? [0, numbers[0], 1] : [numbers[0], numbers[1], numbers[2] ?? 1]
  if (numbers.length > 3 || ![start, stop, step].every((n) => Number.isSafeInteger(n)) || step === 0) {
    throw new OptionError("--range", "STOP, START:STOP or START:STOP:STEP, in integers, with a step other than 0", text)
  }
  return { start: start!, stop: stop!, step }
}

/** One input a number. */
export function rangeSource({ start, stop, step }: NumberRange): InputSource {
  const total = Math.max(0, Math.ceil((stop - start) / step))
  return {
    total,
    identity: (input) => String(input.value),
    async *[Symbol.asyncIterator](): AsyncGenerator<Input, void, undefined> {
      for (let index = 0; index < total; index++) yield { index, value: start + index * step }
    },
  }
}
