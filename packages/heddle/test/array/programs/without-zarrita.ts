import { registerHooks } from "node:module"
import { createZarr, openZarr, zarrInfo } from "../../../src/array/zarr/index.ts"

/** As if the package zarrita were not installed: what needs it says so, the rest goes on. Prints what happens. */
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "zarrita") throw new Error("Cannot find package 'zarrita'")
    return next(specifier, context)
  },
})

const writer = createZarr("a", { shape: 4, dtype: "float64", chunks: 2 })
await writer.writeChunk([0], new Float64Array(2))
console.log(zarrInfo("a").shape)
const failed = (error: Error): void => console.log(`${error.name}: ${error.message}`)
await openZarr("a").catch(failed)
const other = createZarr("b", { shape: 4, dtype: "float64", chunks: 2, compressor: "blosc" })
await Promise.resolve(other.writeChunk([0], new Float64Array(2))).catch(failed)
