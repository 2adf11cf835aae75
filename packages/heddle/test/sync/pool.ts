import { after } from "node:test"
import { Pool } from "heddle"
import type { PoolOptions } from "heddle"

/** A pool for the tests of one file, which ends with them. */
export function testPool(options: PoolOptions = {}): Pool {
  const pool = new Pool({ workers: 3, ...options })
  after(() => pool.terminate())
  return pool
}

/** Resolves when `condition` holds: asked at each turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
