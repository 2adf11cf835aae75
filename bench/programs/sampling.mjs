/** Prints what a program with idle workers uses of the processor, in ms per second: sampling.mjs WORKERS INTERVAL|0 SECONDS. */
import { setTimeout as sleep } from "node:timers/promises"
import { Pool } from "heddle"
import { on, startSampling } from "heddle/monitor"

const [workers, interval, seconds] = process.argv.slice(2).map(Number)
const pool = new Pool({ workers })
await pool.broadcast(() => 0)
let samples = 0
on("sample", () => samples++)
const sampling = interval === 0 ? undefined : startSampling({ interval })
await sleep(1000)
samples = 0
const before = process.cpuUsage()
await sleep(1000 * seconds)
const { user, system } = process.cpuUsage(before)
console.log(JSON.stringify({ ms: (user + system) / 1000 / seconds, samples: samples / seconds }))
sampling?.stop()
await pool.close()
