/**
 * What an option to buy is worth, by the formula of Black and Scholes and by chance: a million futures for each point.
 *
 *   node 44-black-scholes.ts 1000000            writes black-scholes.svg
 */
import assert from "node:assert/strict"
import { jit, linspace, prange, random, vectorize } from "heddle/jit"
import { Chart } from "./picture/chart.ts"
import { save } from "./picture/save.ts"

const [strike, rate, volatility] = [100, 0.05, 0.2]

/** The normal distribution, to 15 digits (Hart 1968, as Graeme West writes it). */
function normal(x: number): number {
  const a = Math.abs(x)
  let tail = 0
  if (a < 7.07106781186547) {
    let up = 3.52624965998911e-2 * a + 0.700383064443688
    up = ((((up * a + 6.37396220353165) * a + 33.912866078383) * a + 112.079291497871) * a + 221.213596169931) * a
    let down = 8.83883476483184e-2 * a + 1.75566716318264
    down = (((down * a + 16.064177579207) * a + 86.7807322029461) * a + 296.564248779674) * a + 637.333633378831
    tail = (Math.exp((-a * a) / 2) * (up + 220.206867912376)) / ((down * a + 793.826512519948) * a + 440.413735824752)
  } else if (a < 37) {
    const fraction = a + 1 / (a + 2 / (a + 3 / (a + 4 / (a + 0.65))))
    tail = Math.exp((-a * a) / 2) / fraction / 2.506628274631
  }
  return x > 0 ? 1 - tail : tail
}

/** The price today of the right to buy at the strike in some years. */
const call = vectorize((spot: number, years: number) => {
  const spread = volatility * Math.sqrt(years)
  const d = (Math.log(spot / strike) + rate * years) / spread
  return spot * normal(d + spread / 2) - strike * Math.exp(-rate * years) * normal(d - spread / 2)
})

/** And of the right to sell. */
const put = vectorize((spot: number, years: number) => {
  const spread = volatility * Math.sqrt(years)
  const d = (Math.log(spot / strike) + rate * years) / spread
  return strike * Math.exp(-rate * years) * normal(spread / 2 - d) - spot * normal(-d - spread / 2)
})

/** The mean of what it pays in so many futures, and the standard error of that. */
const simulated = jit(
  function simulated(spot: number, years: number, futures: number) {
    const drift = (rate - volatility ** 2 / 2) * years
    const spread = volatility * Math.sqrt(years)
    const discount = Math.exp(-rate * years)
    let sum = 0
    let squares = 0
    for (const _ of prange(futures)) {
      const chance = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random())
      const paid = discount * Math.max(0, spot * Math.exp(drift + spread * chance) - strike)
      sum += paid
      squares += paid * paid
    }
    const mean = sum / futures
    return { mean, error: Math.sqrt((squares / futures - mean * mean) / futures) }
  },
  { fastmath: true },
)

const price = call(100, 1)
console.log(`at 100, for a year: ${price}`)
assert.ok(Math.abs(price - 10.450583572185565) < 1e-12)

const futures = Number(process.argv[2] ?? 1_000_000)
const chart = new Chart({ x: [60, 140], y: [0, 52], width: 720, height: 440 })
chart.axes("price of the share", "price of the option to buy it for 100")
const spots = linspace(60, 140, 161)
const terms = [
  [2, "two years", "#b5367a"],
  [1, "one year", "#e55c30"],
  [0.5, "six months", "#f0a202"],
] as const
chart.line(
  spots,
  spots.map((spot) => Math.max(0, spot - strike)),
  "#8d857a",
  "today",
)
random.seed(1)
for (const [years, name, colour] of terms) {
  const calls = call(spots, years)
  const puts = put(spots, years)
  // Who may buy and must sell has the share, and owes the strike.
  for (const [i, spot] of spots.entries()) {
    const parity = calls[i]! - puts[i]! - (spot - strike * Math.exp(-rate * years))
    assert.ok(Math.abs(parity) < 1e-11, `put-call parity fails by ${parity}`)
  }
  chart.line(spots, calls, colour, name)
  for (let spot = 65; spot < 140; spot += 10) {
    const { mean, error } = simulated(spot, years, futures)
    const off = (mean - call(spot, years)) / error
    assert.ok(Math.abs(off) < 4, `the simulation is off by ${off} standard errors`)
    chart.dot(spot, mean, colour)
  }
}
console.log(simulated.explain())
save("black-scholes.svg", chart.svg())
