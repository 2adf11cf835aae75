import type { ByteSource } from "./byte-source.ts"
import type { Input, InputSource } from "./input.ts"
import { lines } from "./lines.ts"

/** One input a line: the line, a string. */
export function lineSource(sources: readonly ByteSource[]): InputSource {
  return {
    total: undefined,
    identity: (input) => String(input.value),
    async *[Symbol.asyncIterator](): AsyncGenerator<Input, void, undefined> {
      let index = 0
      for (const source of sources) {
        for await (const value of lines(source.open())) yield { index: index++, value }
      }
    },
  }
}

/** One input a line: the value that its JSON says. Blank lines are skipped; a line that is no JSON fails by itself. */
export function jsonlSource(sources: readonly ByteSource[]): InputSource {
  return {
    total: undefined,
    identity: (input) => JSON.stringify(input.value),
    async *[Symbol.asyncIterator](): AsyncGenerator<Input, void, undefined> {
      let index = 0
      for (const source of sources) {
        let number = 0
        for await (const line of lines(source.open())) {
          number++
          if (line.trim() !== "") yield parsed(index++, line, `${source.name}, line ${number}`)
        }
      }
    },
  }
}

function parsed(index: number, line: string, where: string): Input {
  try {
    return { index, value: JSON.parse(line) as unknown }
  } catch (error) {
    return { index, value: line, problem: new SyntaxError(`${(error as Error).message} (${where})`) }
  }
}
