import type { Peer } from "./peers.ts"

const warmUp = 20_000

/**
 * knitting, where the environment says where it is: it is on no registry that `npm install` asks. Its threads go on
 * looking for work while there is none, which would slow down everybody else: it lives for its own turns only.
 */
export async function knitting(): Promise<Peer | undefined> {
  if (process.env["HEDDLE_BENCH_KNITTING"] === undefined) return undefined
  const { open } = await import("./for-knitting.mjs")
  let pool: ReturnType<typeof open>
  const call = (x: unknown): PromiseLike<unknown> => pool.call.noop(x)
  return {
    name: "knitting",
    call,
    async enter() {
      pool = open()
      await Promise.all(Array.from({ length: warmUp }, (_, i) => call(i)))
    },
    leave: () => pool.shutdown(),
    close: () => Promise.resolve(),
  }
}

/** What a table says that it is not in. */
export const withoutKnitting =
  "knitting is not here: npm has no package of that name, so `npm install` cannot bring it; README.md says how to measure it from a copy"
