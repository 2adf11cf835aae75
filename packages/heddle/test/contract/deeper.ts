import { Pool } from "heddle"
import type { PoolOptions } from "heddle"

/** Calls itself in a pool of its own, for ever if nobody stops it. */
export async function deeper(backend: NonNullable<PoolOptions["backend"]>): Promise<never> {
  const pool = new Pool({ workers: 1, backend })
  try {
    return await pool.submit(deeper, backend)
  } finally {
    // Spelled out: Node 22, which runs this suite too, does not parse `await using`.
    await pool.close()
  }
}
