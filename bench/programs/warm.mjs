/** Prints how long each of the first calls took, in ms, as JSON: warm.mjs heddle|piscina CALLS. Importing is not counted. */
const [, , kind, calls] = process.argv
const inputs = Array.from({ length: 100 }, (_, i) => i)

const call = await open()
const times = []
for (let i = 0; i < Number(calls); i++) {
  const from = performance.now()
  await call()
  times.push(performance.now() - from)
}
console.log(JSON.stringify(times))
process.exit()

async function open() {
  if (kind === "heddle") {
    const { map } = await import("heddle")
    return () => map((x) => Math.sqrt(x), inputs)
  }
  const { Piscina } = await import("piscina")
  const filename = new URL("../contestants/sqrt.mjs", import.meta.url).href
  let pool
  return () => {
    pool ??= new Piscina({ filename, minThreads: 2, maxThreads: 2 })
    return Promise.all(inputs.map((x) => pool.run(x)))
  }
}
