import { Pool } from "heddle"

const pool = new Pool({ workers: 1 })
console.log(await pool.submit((x) => Math.sqrt(x), 16))
await pool.close()
