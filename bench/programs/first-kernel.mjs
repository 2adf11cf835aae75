// In a fresh program on so many threads: what first calls take, in ms, and what WebAssembly was given to compile.
const modules = []
WebAssembly.Module = new Proxy(WebAssembly.Module, {
  construct(Module, [bytes]) {
    const start = performance.now()
    const module = new Module(bytes)
    modules.push({ bytes: bytes.byteLength, ms: performance.now() - start })
    return module
  },
})
const { float32, float64, jit, prange, setNumThreads } = await import("heddle/jit")
setNumThreads(Number(process.argv[2]))
// Those of Node itself.
modules.length = 0

const sumOfSquares = jit((a) => {
  let sum = 0
  for (const i of prange(a)) sum += a[i] ** 2
  return sum
})
const scale = jit((a, out, factor) => {
  for (const i of prange(a)) out[i] = a[i] * factor
})
const clipped = jit((a, least, most) => {
  let sum = 0
  for (const i of prange(a)) sum += a[i] < least ? least : a[i] > most ? most : a[i]
  return sum
})
const histogram = jit((a, bins) => {
  for (let i = 0; i < a.length; i++) bins[Math.floor(a[i] * bins.length)] += 1
})
const [large, a, out, single] = [float64(1_000_000), float64(1000), float64(1000), float32(1000)]

const timed = (call) => {
  const start = performance.now()
  call()
  return performance.now() - start
}
const first = timed(() => sumOfSquares(large))
const again = timed(() => sumOfSquares(large))
const signature = timed(() => sumOfSquares(single))
const further = [() => scale(a, out, 2), () => clipped(a, 0.25, 0.75), () => histogram(a, out)].map(timed)
console.log(JSON.stringify({ first, again, signature, further, modules }))
