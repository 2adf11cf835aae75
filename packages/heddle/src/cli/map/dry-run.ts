import { LineWriter } from "../line-writer.ts"
import type { InputSource } from "./inputs/index.ts"
import { InputKeys, journalledIn } from "./journal/index.ts"
import type { MapOptions } from "./options.ts"
import type { Target } from "./target.ts"

/** Prints a line for each input that would be given to the function, and calls nothing. Resolves with the exit status. */
export async function dryRun(options: MapOptions, target: Target, source: InputSource): Promise<number> {
  const isDone = options.resume === undefined ? undefined : await journalledIn(options.resume, target.identity)
  const keys = new InputKeys()
  let gone = false
  const writer = new LineWriter(process.stdout, () => {
    gone = true
  })
  let [count, done] = [0, 0]
  for await (const input of source) {
    if (gone) break
    if (isDone?.(keys.next(source.identity(input))) === true) {
      done++
      continue
    }
    count++
    writer.write(`${JSON.stringify({ index: input.index, input: input.value })}\n`)
    if (count % 256 === 0) writer.flush()
    if (writer.blocked !== undefined) await writer.blocked
  }
  await writer.end()
  const journalled = done > 0 ? `, ${done} are in the journal` : ""
  process.stderr.write(`heddle map: would call ${target.identity.name} for ${count} inputs${journalled}\n`)
  return 0
}
