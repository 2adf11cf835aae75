import { Piscina } from "piscina"

const filename = new URL("../contestants/sqrt.mjs", import.meta.url).href
const pool = new Piscina({ filename, minThreads: 1, maxThreads: 1 })
console.log(await pool.run(16))
await pool.destroy()
