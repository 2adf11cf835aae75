import { OptionError } from "../../../core/errors/index.ts"
import { tuneSettings } from "./options.ts"
import type { TuneOptions } from "./options.ts"
import { sweep } from "./sweep.ts"
import { Tuning } from "./tuning.ts"

/** As many inputs are read. */
const mostInputs = 1_000_000

/**
 * Finds out how a function is best run for each of the inputs: in a plain loop, concurrently in one thread, by threads, by processes, or
 * compiled; with how many workers, in chunks of which size. Measures on a sample of the inputs, for about `budget` ms, and says in one
 * sentence which technique fits, and why. Prints a table on stderr.
 *
 * The function runs many times on the same inputs, here and in workers: it should have no effect but its result.
 *
 * @throws what the function throws in the loop; OptionError; AbortError when `signal` aborts
 *
 * @example
 * ```ts
 * import { Pool, range } from "heddle"
 * import { tune } from "heddle/monitor"
 * const root = (x: number): number => Math.sqrt(x)
 * const { technique, backend, workers, chunkSize, advice } = await tune(root, range(1000), { budget: 200, workers: 2, print: false })
 * // Prints e.g. "A plain loop: a task takes 8.01 ns, and giving it out 35.9 ns: let each do more."
 * console.log(technique, advice)
 * await using pool = new Pool({ backend, workers })
 * await pool.map(root, [1, 4, 9], { chunkSize }) // => [1, 2, 3]
 * ```
 */
export async function tune<T>(
  fn: (input: T) => unknown,
  inputs: Iterable<T> | AsyncIterable<T>,
  options: TuneOptions = {},
): Promise<Tuning> {
  const settings = tuneSettings(options)
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
  const list = await read(inputs)
  const measured = await sweep(fn, list, settings)
  const { sample } = measured
  const tuning = new Tuning(measured, settings.workers, { fn, sample, equal: settings.equal })
  if (settings.print) process.stderr.write(`${tuning.toString({ color: process.stderr })}\n`)
  return tuning
}

async function read<T>(inputs: Iterable<T> | AsyncIterable<T>): Promise<T[]> {
  const isIterable =
    typeof inputs === "object" && inputs !== null && (Symbol.iterator in inputs || Symbol.asyncIterator in inputs)
  if (!isIterable) throw new OptionError("inputs", "an iterable or an async iterable", inputs)
  const list: T[] = []
  for await (const input of inputs) if (list.push(input) === mostInputs) break
  if (list.length === 0) throw new OptionError("inputs", "at least one input", inputs)
  return list
}
