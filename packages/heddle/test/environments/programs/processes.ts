import { Pool, WorkerDiedError } from "heddle"

async function main(): Promise<void> {
  const factor = 3
  const pool = new Pool({ workers: 2, backend: "processes" })
  const results = await pool.map((x: number) => x * factor, [1, 2, 3])
  const died = await pool.submit(() => process.exit(4)).exception()
  const again = await pool.submit((x: number) => x + factor, 1)
  await pool.close()
  console.log(JSON.stringify([results, died instanceof WorkerDiedError && died.exitCode, again]))
}

void main()
