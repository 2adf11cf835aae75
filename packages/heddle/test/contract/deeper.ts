import { Pool } from "heddle"
import type { PoolOptions } from "heddle"

/** Calls itself in a pool of its own, for ever if nobody stops it. */
export async function deeper(backend: NonNullable<PoolOptions["backend"]>): Promise<never> {
  await using pool = new Pool({ workers: 1, backend })
  return await pool.submit(deeper, backend)
}
