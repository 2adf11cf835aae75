/** Programs that are watched while they end: resources.ts NAME FILE. */
import { Pool } from "heddle"
import { monitorResources } from "heddle/monitor"

const [, , name, file] = process.argv as unknown as [string, string, keyof typeof programs, string]

const programs = {
  /** It is not stopped, and does not keep the program alive. */
  async forgets() {
    monitorResources({ interval: "1h", file })
    await using pool = new Pool({ workers: 1 })
    console.log(await pool.submit(() => 1))
  },
  async exits() {
    await using monitor = monitorResources({ interval: "1h", file })
    console.log(monitor.samples.length)
    process.exit(3)
  },
  async fails() {
    await using monitor = monitorResources({ interval: "1h", file })
    console.log(monitor.samples.length)
    throw new Error("it fails")
  },
  async throwsLater() {
    monitorResources({ interval: "1h", file })
    await Promise.resolve()
    setImmediate(() => {
      throw new Error("it fails")
    })
  },
  /** Its end is awaited, and nothing else keeps the program alive. */
  async awaits() {
    const { samples } = await monitorResources({ interval: 10, duration: "30ms", file })
    console.log(samples.length > 0)
  },
  /** It lasts longer than the program, which does not wait for it. */
  async leaves() {
    monitorResources({ duration: "1h", file })
    await Promise.resolve()
  },
  async cannotWrite() {
    const monitor = monitorResources({ interval: "1h", file: `${file}/there/is/no/such.csv` })
    await monitor.stop()
  },
}

await programs[name]()
