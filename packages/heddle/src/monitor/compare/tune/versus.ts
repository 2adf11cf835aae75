import { Pool } from "../../../pool/index.ts"
import { compare } from "../compare.ts"
import type { Comparison } from "../comparison.ts"
import type { CompareOptions, Equal } from "../options.ts"
import { compiled } from "./compiled.ts"
import { loop } from "./probe.ts"
import type { TuneRow } from "./way.ts"

/** What was measured. */
export interface Tasks {
  readonly fn: (input: never) => unknown
  readonly sample: readonly unknown[]
  readonly equal: Equal
}

/** The loop against other ways, in turns, with statistics. */
export async function versus(
  { fn, sample, equal }: Tasks,
  ways: readonly TuneRow[],
  options: CompareOptions,
): Promise<Comparison> {
  const pools: Pool[] = []
  const serial = async (): Promise<unknown[]> => (await loop(fn, sample)).results
  const contestants: Record<string, () => unknown> = { serial }
  for (const { technique, workers, chunkSize } of ways) {
    if (technique === "jit") {
      const made = await compiled(fn, sample, await serial(), equal)
      if (typeof made !== "string") contestants[made.by] = made.run
      continue
    }
    const pool = new Pool({ backend: technique as "threads", workers, stdout: "ignore" })
    pools.push(pool)
    const size = chunkSize === "auto" ? "" : `, chunks of ${chunkSize}`
    const named = technique === "async" ? `async, ${workers} at once` : `${technique}, ${workers} workers${size}`
    contestants[named] = () => pool.map(fn, sample as never[], { chunkSize })
  }
  try {
    return await compare(contestants, { equal, ...options })
  } finally {
    await Promise.all(pools.map((pool) => pool.terminate()))
  }
}
