/**
 * Temperatures by day and place in a Zarr folder, whose chunks are written by all threads; and then what they are on the average:
 * of each day over the globe, and of each place over the year.
 *
 *   node 64-zarr-average.ts 360            as many degrees of longitude, and half as many of latitude
 */
import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import * as da from "heddle/array"

const longitudes = Number(process.argv[2] ?? 90)
const latitudes = longitudes / 2
const shape = [365, latitudes, longitudes]

/** A block of the weather, as a model or an instrument might give it. */
function weather({ location }: da.BlockInfo): Float32Array {
  const [days, rows, columns] = location as [[number, number], [number, number], [number, number]]
  const values: number[] = []
  for (let day = days[0]; day < days[1]; day++) {
    const summer = Math.cos((2 * Math.PI * (day - 200)) / 365)
    for (let row = rows[0]; row < rows[1]; row++) {
      const latitude = (Math.PI * (row + 0.5)) / latitudes - Math.PI / 2
      for (let column = columns[0]; column < columns[1]; column++) {
        values.push(40 * Math.cos(latitude) - 15 + 20 * summer * Math.sin(latitude) + Math.sin(day + row * column))
      }
    }
  }
  return Float32Array.from(values)
}

const chunks = [73, latitudes, longitudes / 2]
await da.toZarr(da.fromBlocks(weather, { shape, chunks, dtype: "float32" }), "weather.zarr", { compressor: "gzip" })
const files = readdirSync("weather.zarr", { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
console.log(`${files.length - 1} chunks`)
assert.equal(files.length - 1, 5 * 2)

const temperature = da.fromZarr("weather.zarr").astype("float64")
// Towards the poles a degree of longitude is shorter.
const weight = da.cos(da.linspace(-90 + 90 / latitudes, 90 - 90 / latitudes, latitudes).mul(Math.PI / 180))
const byDay = da.average(temperature.mean({ axis: 2 }), { axis: 1, weights: weight })
const byPlace = temperature.mean({ axis: 0 })

const [global, warmest, coldest, range] = await da.compute(byDay.mean(), byPlace.max(), byPlace.min(), da.ptp(byDay))
console.log(`${global!.toFixed(2)} degrees on the average; ${coldest!.toFixed(2)} to ${warmest!.toFixed(2)} by place`)
// Over the globe the seasons cancel each other; the mean of 40 cos² / cos over a sphere is 10 π.
assert.ok(range! < 0.5)
assert.ok(Math.abs(global! - (10 * Math.PI - 15)) < 0.1)
console.log(byDay.explain())
